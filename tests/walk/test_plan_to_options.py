"""Second walk of the tour: from the plan button to the options, and from a choice to a run."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from holdfast import facts as f
from holdfast.base.geo import Place
from holdfast.founding import Founding, found
from holdfast.node import Node, open_node
from holdfast.web.app import make_app

MORNING_MS = 1_795_154_400_000
"""06:00 UTC on 20 November 2026: 08:00 on the clocks of the base."""
WEST, SOUTH, STEP = 32.0, 30.0, 0.004
ROWS = 9


def lattice(path: Path) -> Path:
    """A map of roads that cross every 400 m or so, 3 km square."""

    def road(points: list[list[float]], kind: str) -> dict[str, Any]:
        line = {"type": "LineString", "coordinates": points}
        return {"type": "Feature", "properties": {"highway": kind}, "geometry": line}

    at = [[WEST + i * STEP for i in range(ROWS)], [SOUTH + i * STEP for i in range(ROWS)]]
    across = [road([[x, y] for x in at[0]], "residential") for y in at[1]]
    along = [road([[x, y] for y in at[1]], "track") for x in at[0]]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": across + along}))
    return path


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    """A base on the lattice with four people, a storage facility and a threat on the way to it."""
    asked = Founding("Base", lattice(tmp_path / "map.geojson"), Place(WEST, SOUTH), "Etc/GMT-2")
    found(tmp_path / "base", asked, lambda _step, _part: None, lambda: MORNING_MS)
    with open_node(tmp_path / "base", lambda: MORNING_MS) as opened:
        opened.say_all(
            [
                *(
                    f.PersonRegistered(person=p, name=p.title(), base="base", skills=("lead",))
                    for p in ("leila", "kai", "mark", "darren")
                ),
                f.ItemDefined(
                    item="ration", name="Ration", unit="pack", need="food", kg=0.5, covers=2100
                ),
                f.RationSet(need="food", per_person_day=2100, unit="kcal"),
                f.SiteNoted(
                    site="depot", name="Depot", at=f.Point(WEST + 0.028, SOUTH + 0.02), what="shop"
                ),
                f.SightingReported(
                    sighting="rumour",
                    at=f.Point(WEST + 0.028, SOUTH + 0.02),
                    about="stock",
                    words="Shelves still full",
                    reliability="C",
                    credibility="3",
                    site="depot",
                    contents=(f.Amount("ration", 60),),
                ),
                f.ThreatNoted(
                    threat="band",
                    name="Band",
                    what="armed",
                    at=f.Point(WEST + 0.016, SOUTH + 0.008),
                    radius_m=500,
                    reliability="B",
                    credibility="2",
                ),
            ]
        )
        yield opened


def test_from_the_plan_button_to_the_options_and_a_run(node: Node) -> None:
    """Asked, offered with staying home among the options, chosen, tasked, on the board."""
    with TestClient(make_app(node), base_url="http://127.0.0.1") as room:
        asked = {"objective": "supply", "sites": ["depot"], "modes": ["foot"], "plan": "plan-1"}
        answer = room.post("/api/plans", json=asked)
        plan = answer.json()
        assert answer.status_code == 201
        letters = [option["letter"] for option in plan["options"]]
        assert any(not option["taskings"] for option in plan["options"])
        assert len(letters) >= 2
        assert len(set(letters)) == len(letters)
        safest = next(option for option in plan["options"] if option["taskings"])
        [tasking] = safest["taskings"]
        assert {way["role"] for way in tasking["ways"]} >= {"out", "back"}
        assert tasking["depart_ms"] >= MORNING_MS
        assert tasking["depart_ms"] < tasking["turn_ms"] < tasking["dark_ms"]
        assert tasking["home_ms"] <= tasking["dark_ms"]
        assert room.get("/api/plans/plan-1").json()["options"] == plan["options"]
        assert room.post("/api/plans", json=asked).status_code == 200

        for page in ("/plan", "/plan/plan-1", f"/plan/plan-1?option={safest['letter']}"):
            shown = room.get(page, headers={"Accept": "text/html"})
            assert (shown.status_code, "Depot" in shown.text) == (200, True)

        choice = {"letter": safest["letter"]}
        chosen = room.post("/api/plans/plan-1/choose", json=choice)
        [run] = chosen.json()["runs"]
        assert chosen.status_code == 201
        assert room.post("/api/plans/plan-1/choose", json=choice).json()["runs"] == [run]
        [card] = room.get("/api/state").json()["board"]
        assert (card["run"], card["call"], card["phase"]) == (run, "KESTREL 1", "tasked")

        home = next(option["letter"] for option in plan["options"] if not option["taskings"])
        refused = room.post("/api/plans/plan-1/choose", json={"letter": home})
        assert refused.status_code == 422
        assert "KESTREL 1" in refused.json()["error"]
        assert room.post("/api/facts", json={"kind": "run_called_off", "run": run}).is_success
        assert room.post("/api/plans/plan-1/choose", json={"letter": home}).status_code == 201


@pytest.mark.slow
@pytest.mark.parametrize(
    ("wanted", "status"),
    [
        ({"sites": ["nowhere"]}, 422),
        ({"sites": []}, 422),
        ({"sites": ["depot"], "depart_ms": 5}, 422),
        ({"sites": ["depot"], "stays": ["leila", "kai", "mark", "darren"]}, 201),
        ({"at": [WEST + 0.01, SOUTH + 0.01]}, 201),
        ({"at": [-120.0, 80.0]}, 422),
        ({"sites": ["depot"], "mode": ["foot"]}, 400),
    ],
)
def test_a_question_is_answered_or_refused_and_leaves_nothing_half_done(
    node: Node, wanted: dict[str, Any], status: int
) -> None:
    """Infeasible is an answer with the reason; refused is a sentence, and nothing was said."""
    before = node.store.count()
    with TestClient(make_app(node), base_url="http://127.0.0.1") as room:
        answer = room.post("/api/plans", json=wanted)
        assert answer.status_code == status, answer.text
        if status != 201:
            assert node.store.count() == before
            assert answer.json()["error"].endswith(".")
        else:
            assert any(not option["taskings"] for option in answer.json()["options"])


def test_a_place_off_the_map_is_refused_and_nothing_is_said(node: Node) -> None:
    """By day or by night: the sentence says how far off it lies, and no site is made of it."""
    room = TestClient(make_app(node), base_url="http://localhost")
    before = node.store.count()

    answer = room.post("/api/plans", json={"objective": "supply", "at": [10, 10]})

    assert answer.status_code == 422
    assert "km outside this map" in answer.json()["error"]
    assert node.store.count() == before
