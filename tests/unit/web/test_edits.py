"""Changes by hand: checked from what was offered, kept under a letter of their own, or not."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from starlette.testclient import TestClient

from data.big_day import NOON, PLAN, big_day_facts, options
from data.planning import Planner, mapped, planner
from data.toys import HOME, MIN
from holdfast import facts as f
from holdfast.node import Node, open_node
from holdfast.web.app import make_app
from holdfast.web.edits import next_letter
from holdfast.web.planner import Changed

__all__ = ["planner"]
AT = f"/api/plans/{PLAN}/edit"
WITHOUT = {"letter": "B", "drop": ["site-1"]}


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    """The base of the big day."""
    with open_node(tmp_path / "node", lambda: NOON, exercise=True) as opened:
        opened.say_all(big_day_facts(NOON))
        yield mapped(opened)


@pytest.fixture
def room(node: Node) -> TestClient:
    return TestClient(make_app(node), base_url="http://127.0.0.1")


def letters(room: TestClient) -> list[str]:
    """The options of the plan."""
    return [o["letter"] for o in room.get(f"/api/plans/{PLAN}").json()["options"]]


def worse() -> f.Offered:
    """Option B with less to it, home earlier."""
    b = options(NOON + 20 * MIN, HOME)[2]
    taskings = tuple(msgspec.structs.replace(t, home_ms=t.home_ms - 30 * MIN) for t in b.taskings)
    return msgspec.structs.replace(b, taskings=taskings, value=100.0, hazard=0.02, p_home=0.98)


def test_a_change_is_told_as_before_and_after_and_leaves_the_plan_alone(
    room: TestClient, node: Node, planner: Planner
) -> None:
    """What it did to value, hazard, chance and time; nothing is said."""
    before = node.store.count()
    planner.changed = Changed(worse(), (), ("Granary is left out.",))
    swap, avoid = [["ana", "jun"]], [{"at": [32.0, 30.0], "radius_m": 30}]
    said = room.post(AT, json={**WITHOUT, "swap": swap, "avoid": avoid}).json()
    assert (said["before"]["value"], said["option"]["value"]) == (171.0, 100.0)
    assert said["change"]["value"] == -71.0
    assert said["change"]["hazard"] == pytest.approx(-0.014)
    assert said["change"]["p_home"] == pytest.approx(0.013)
    assert said["change"]["home_ms"] == -30 * MIN
    assert (said["words"], said["faults"]) == (["Granary is left out."], [])
    assert (said["kept"], said["letter"]) == (False, "D")
    [(drop, people, roads)] = planner.asked_to
    assert (drop, people) == (("site-1",), (("ana", "jun"),))
    assert roads == (f.Avoid(f.Point(32.0, 30.0), 30.0),)
    assert node.store.count() == before


def test_a_change_is_kept_under_a_letter_of_its_own_and_can_be_chosen(
    room: TestClient, node: Node, planner: Planner
) -> None:
    """What was offered stays as it was; H stays kept for staying home."""
    planner.changed = Changed(worse(), (), ())
    answer = room.post(AT, json={**WITHOUT, "keep": True})
    assert (answer.status_code, answer.json()["letter"]) == (201, "D")
    assert letters(room) == ["H", "A", "B", "C", "D"]
    for letter in "EFGI":
        assert room.post(AT, json={**WITHOUT, "keep": True}).json()["letter"] == letter
    offered = node.state.offered[PLAN].fact
    assert isinstance(offered, f.PlanOffered)
    assert offered.options[:4] == options(NOON + 20 * MIN, HOME)
    assert offered.options[4] == msgspec.structs.replace(worse(), letter="D")
    assert room.post(f"/api/plans/{PLAN}/choose", json={"letter": "D"}).status_code == 201


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [(Changed(None, ("Clinic is needed",), ()), "cannot be kept: Clinic is needed."),
     (Changed(worse(), ("Nobody can drive",), ()), "cannot be kept: Nobody can drive."),
     (Changed(msgspec.structs.replace(worse(), taskings=()), (), ()), "Nothing is left")],
)  # fmt: skip
def test_what_has_faults_can_be_looked_at_but_not_kept(
    room: TestClient, planner: Planner, changed: Changed, sentence: str
) -> None:
    """The faults are told in words, and the plan stays as it is."""
    planner.changed = changed
    said = room.post(AT, json=WITHOUT)
    assert said.status_code == 200
    assert said.json()["faults"] == list(changed.faults)
    kept = room.post(AT, json={**WITHOUT, "keep": True})
    assert kept.status_code == 422
    assert sentence in kept.json()["error"]
    assert letters(room) == ["H", "A", "B", "C"]


def test_nothing_is_added_to_a_plan_that_was_chosen(room: TestClient, planner: Planner) -> None:
    """A change may still be looked at; whoever wants it asks anew."""
    room.post(f"/api/plans/{PLAN}/choose", json={"letter": "A"})
    assert room.post(AT, json=WITHOUT).status_code == 200
    kept = room.post(AT, json={**WITHOUT, "keep": True})
    assert (kept.status_code, "chosen already" in kept.json()["error"]) == (422, True)
    assert letters(room) == ["H", "A", "B", "C"]
    assert len(planner.asked_to) == 2


@pytest.mark.parametrize(
    ("plan", "wanted", "status"),
    [
        (PLAN, {"letter": "B"}, 422),
        (PLAN, {"letter": "H", "drop": ["site-1"]}, 422),
        (PLAN, {"letter": "Z", "drop": ["site-1"]}, 422),
        (PLAN, {"letter": "b", "drop": ["site-1"]}, 400),
        (PLAN, {"letter": "B", "dropp": ["site-1"]}, 400),
        ("none", WITHOUT, 404),
    ],
)
def test_what_cannot_be_changed_is_refused_with_a_sentence(
    room: TestClient, planner: Planner, plan: str, wanted: dict[str, object], status: int
) -> None:
    """Nothing to change, nobody outside, no such option, a typing error, no such plan."""
    answer = room.post(f"/api/plans/{plan}/edit", json=wanted)
    assert answer.status_code == status
    assert answer.json()["error"].endswith(".")
    assert planner.asked_to == []


def test_the_letter_of_staying_home_is_never_given_away() -> None:
    """Also where staying home is not among the options; after Z there is none left."""

    def offered(letters: str) -> f.PlanOffered:
        kept = tuple(msgspec.structs.replace(worse(), letter=letter) for letter in letters)
        return f.PlanOffered(plan=PLAN, options=kept)

    assert next_letter(offered("ABCDEFG")) == "I"
    assert next_letter(offered("BC")) == "A"
    assert next_letter(offered("ABCDEFGIJKLMNOPQRSTUVWXYZ")) is None
