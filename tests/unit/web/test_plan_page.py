"""The plan pages: many teams with many stops, two options, print, and no code words."""

import itertools
import json
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import msgspec
import pytest
from starlette.testclient import TestClient

from data.big_day import NAMES, NOON, PLAN, big_day_facts, options, place
from data.toys import HOME, MIN
from holdfast import facts as f
from holdfast.base.geo import Place
from holdfast.node import Node, open_node
from holdfast.web.app import make_app
from holdfast.web.charts.danger import NARROW, danger
from holdfast.web.charts.teams import team_lanes
from holdfast.web.desk import make_desk
from holdfast.web.plan_view import look
from holdfast.web.teams import teams_of
from holdfast.web.words import grid

HTML = {"Accept": "text/html"}
HOME_ONLY, A, B, C = options(NOON, HOME)
H = 60 * MIN
ZONE = "Etc/GMT-2"


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    """The base of the big day."""
    with open_node(tmp_path / "node", lambda: NOON, exercise=True) as opened:
        opened.say_all(big_day_facts(NOON))
        yield opened


@pytest.fixture
def room(node: Node) -> TestClient:
    return TestClient(make_app(node), base_url="http://127.0.0.1")


def page(room: TestClient, query: str = "") -> str:
    """The plan's page."""
    answer = room.get(f"/plan/{PLAN}{query}", headers=HTML)
    assert answer.status_code == 200
    return answer.text


def test_every_team_and_every_stop_is_on_the_page(room: TestClient) -> None:
    """A card for each team with its stops in order, who goes and why, who stays and why."""
    html = page(room, "?option=C")
    assert html.count('class="box team"') == 3
    for i, name in enumerate(NAMES):
        assert f"{i // 3 + 1}.{i % 3 + 1}</b> {name}" in html
    assert "Basil drives, and has come home with Ana three times." in html
    assert "Leo stays: resting until 13:00." in html
    assert html.count("only-print") >= 3
    assert "1 more" in html
    assert "Exercise" in html


def test_two_options_are_shown_side_by_side(room: TestClient) -> None:
    """Differences in words, figures of both, both days, both on the map."""
    html = page(room, "?option=B&with=C")
    assert 'id="compare"' in html
    assert "C reaches" in html
    assert "B, team 1: Truck" in html
    assert "C, team 3: On foot" in html
    assert '"badge": "B1"' in html
    assert '"badge": "C3"' in html


@pytest.mark.parametrize("query", ["?option=B&with=B", "?option=B&with=Z", "?option=Z", ""])
def test_a_wish_that_means_nothing_is_left_alone(room: TestClient, query: str) -> None:
    """An option beside itself, or a letter that is not there: the page without a comparison."""
    html = page(room, query)
    assert 'id="compare"' not in html
    assert html.count('aria-current="true"') == 1


def test_a_chosen_plan_shows_its_runs_and_cannot_be_changed(room: TestClient) -> None:
    """Each run by its call sign; no form for changes."""
    assert "edit-form" in page(room, "?option=C")
    room.post(f"/api/plans/{PLAN}/choose", json={"letter": "C"})
    html = page(room)
    assert "Option C" in html
    for call in ("KESTREL 1", "HERON 1", "OTTER 1"):
        assert f">{call}</a>" in html
    assert "edit-form" not in html


def test_after_a_choice_nothing_else_can_be_chosen_until_its_runs_are_called_off(
    room: TestClient, node: Node
) -> None:
    """No button that would always be refused; they come back with the last run called off."""
    assert page(room).count("data-choose=") == 4
    runs = room.post(f"/api/plans/{PLAN}/choose", json={"letter": "B"}).json()["runs"]
    assert "data-choose=" not in page(room, "?option=A")
    node.say_all([f.RunCalledOff(run=runs[0])])
    assert "data-choose=" not in page(room, "?option=A")
    node.say_all([f.RunCalledOff(run=runs[1])])
    html = page(room, "?option=A")
    assert re.findall('data-choose="(.)"', html) == ["H", "A", "C"]


def asked_box(html: str) -> str:
    """What was asked, as the page says it, without its markup."""
    box = html.partition('id="asked"')[2].partition("</section>")[0]
    return re.sub(r"\s+", " ", re.sub("<[^>]*>", " ", box))


def test_the_page_says_what_was_asked_in_the_words_of_the_form(
    room: TestClient, node: Node
) -> None:
    """Every limit and every wish; on paper too."""
    wants = (
        f.StopWanted("site-2", opens_ms=NOON + H, closes_ms=NOON + 3 * H, stay_h=1.5, must=True,
                     needs=("medic",), people=(f.Group(2, 1, 3),)),
    )  # fmt: skip
    asked = f.PlanAsked(
        plan="all", base="compound", objective="rescue", sites=("site-1", "site-2"), by="ana",
        depart_ms=NOON + 30 * MIN, home_by_ms=NOON + 5 * H, stays=("leo", "jun"),
        modes=("foot", "truck"), greatest_hazard=0.01, greatest_overall=0.013, teams=2,
        wants=wants, avoid=(f.Avoid(f.Point(*HOME), 40.0),), bases=("north",), words="Be quick.",
    )  # fmt: skip
    north = f.BaseFounded(base="north", name="North camp", at=f.Point(32.1, 30.1))
    node.say_all([north, asked, f.PlanOffered(plan="all", options=(HOME_ONLY,))])
    html = room.get("/plan/all", headers=HTML).text
    words = asked_box(html)
    for part in (
        "by Ana", "What for Rescue", "Granary, Clinic", "12:30", "17:00 and last light",
        "On foot, Truck", "not out", "1 in 100 to be harmed", "0.013 expected harmful contacts",
        "Most teams outside 2", "North camp", "Leo, Jun",
        "must be visited; not before 13:00; not after 15:00; stay 1.5 h; somebody there must be "
        "medic; there wait 2 can walk or sit, 1 on a stretcher, 3 children among them",
        "within 40 m", "Be quick.",
    ):  # fmt: skip
        assert part in words
    assert "no-print" not in html.partition('id="asked"')[0].rpartition("<section")[2]
    plain = asked_box(page(room))
    for part in ("any way", "no limit set", "as many as can go", "Home not after last light"):
        assert part in plain
    assert "Must stay" not in plain


def test_asking_again_begins_with_what_was_asked(room: TestClient) -> None:
    """The page leads there, and the form has it; of a plan that nobody knows it is empty."""
    assert f'href="/plan?again={PLAN}"' in page(room)
    html = room.get(f"/plan?again={PLAN}", headers=HTML).text
    filled = html.partition('id="ask-again">')[2].partition("</script>")[0]
    assert json.loads(filled)["sites"] == [f"site-{i}" for i in range(1, 10)]
    assert "ask-again" not in room.get("/plan?again=nothing", headers=HTML).text


def test_a_run_card_has_the_grid_of_every_place_that_it_names(room: TestClient, node: Node) -> None:
    """Stops, base and extraction point, on the plan's cards and on the run's; no rehearsal."""
    [told] = A.taskings
    out = f.SiteNoted(site="out", name="Bridge", at=f.Point(32.02, 30.02), what="extraction")
    told = msgspec.structs.replace(told, extraction="out")
    node.say_all([
        out,
        f.RunTasked(run="otter", call="OTTER 1", objective="supply", base="compound", tasking=told),
        f.RunRehearsed(run="otter", n=100, seed=1, p_harm=0.1, p_contact=0.1, p_late=0.1,
                       value=9.0),
    ])  # fmt: skip
    html = room.get("/runs/otter", headers=HTML).text
    card = html.partition('class="plain grids"')[2].partition("</table>")[0]
    said = re.sub("<[^>]*>", " ", card)
    for name, at in (("Granary", place(0, HOME)), ("Base: The compound", HOME),
                     ("Extraction: Bridge", Place(32.02, 30.02))):  # fmt: skip
        assert re.search(rf"{name}\s+{grid(at)}", said)
    assert 'class="box no-print" id="rehearsed-run"' in html
    cards = page(room, "?option=C")
    assert cards.count('class="plain grids"') == 3
    for i in range(9):
        assert grid(place(i, HOME)) in cards


def test_no_id_is_given_twice_and_nothing_is_styled_in_the_page(room: TestClient) -> None:
    """Morphing goes by ids; the policy forbids inline styles."""
    for query in ("?option=C", "?option=B&with=C", "?option=H"):
        html = page(room, query)
        ids = re.findall(r' id="([^"]+)"', html)
        assert len(ids) == len(set(ids))
        assert " style=" not in html


def test_the_form_offers_every_site_with_what_it_may_hold(room: TestClient) -> None:
    """And the limits: teams, danger to one, danger overall."""
    html = room.get("/plan", headers=HTML).text
    assert html.count("data-holds") == 7
    assert html.count('name="sites"') == 9
    for name in ("teams", "greatest_hazard", "greatest_overall", "seconds"):
        assert f'name="{name}"' in html
    assert 'value="evacuation"' in html


def test_an_option_that_is_not_asked_for_is_the_first_that_goes(node: Node) -> None:
    """Staying home comes first in the list, and is not what people came to look at."""
    desk = make_desk(node)
    view = look(desk, desk.plans[0])
    assert view.shown is not None
    assert view.shown.letter == "A"
    assert look(desk, desk.plans[0], letter="H").shown == HOME_ONLY


def test_the_lanes_show_each_team_with_its_stops_and_flags() -> None:
    """One bar a leg and stay, one flag a team and break-off, numbers that do not collide."""
    rows = [(f"Team {t.n}", t) for t in teams_of(C)]
    chart = team_lanes(rows, ZONE)
    root = ElementTree.fromstring(chart.picture)  # noqa: S314 - we wrote it
    bars = [r for r in root.iter("rect") if "planned" in (r.get("class") or "")]
    assert len(bars) == 3 * 7
    flags = [p.get("class") for p in root.iter("path")]
    assert (flags.count("turn"), flags.count("turn small")) == (3, 6)
    assert [t.text for t in root.iter("text") if t.get("class") == "stop"] == [
        f"{team}.{stop}" for team in (1, 2, 3) for stop in (1, 2, 3)
    ]
    assert "last light" in chart.picture
    assert len(ElementTree.fromstring(chart.table).findall("./tbody/tr")) == 3  # noqa: S314
    assert "nan" not in team_lanes([], ZONE).picture


@pytest.mark.parametrize("width", [1080.0, NARROW])
def test_the_names_of_legs_do_not_lie_on_each_other(width: float) -> None:
    """On a phone they take turns on two lines; one that finds no room is left to the table."""
    chart = danger(teams_of(C)[0].ways, width)
    root = ElementTree.fromstring(chart.picture)  # noqa: S314 - we wrote it
    at: dict[str, list[tuple[float, float]]] = {}
    for text in root.iter("text"):
        if text.get("class") == "mark-at":
            x = float(text.get("x") or 0)
            at.setdefault(text.get("y") or "", []).append((x, x + 6.6 * len(text.text or "")))
    assert sum(map(len, at.values())) >= (6 if width > 1000 else 4)
    for line in at.values():
        assert all(a[1] <= b[0] for a, b in itertools.pairwise(line))
        assert line[-1][1] <= width
