"""Straight back from where they are: as far as they have come, with the danger of now."""

import pytest
from starlette.testclient import TestClient

from data.toys import DEPOT, HOME, LINE, MIN, NOON, H, Talk, toy_out
from holdfast import facts as f
from holdfast.base.geo import Place, unpack_line
from holdfast.know.risk import field
from holdfast.know.runs import story
from holdfast.node import Node
from holdfast.run.turning_round import TurnRound, turn_round
from holdfast.web.app import make_app

HALF = Place(32.02, 30.0)


def back(talk: Talk, place: Place, now_ms: int = NOON) -> TurnRound | None:
    """The way back of KESTREL 1."""
    course = story(talk.state, "run-1").course
    assert course is not None
    return turn_round(course, place, field(talk.state, now_ms), "foot")


def test_it_is_as_far_as_they_have_come() -> None:
    """Half of four kilometres and of an hour; from the gate itself nothing."""
    found = back(toy_out(), HALF)
    assert found is not None
    assert found.length_m == pytest.approx(2_000, rel=0.01)
    assert found.time_s == pytest.approx(1_800, rel=0.01)
    assert (found.stop, found.ways[0].start, found.ways[0].goal) == ("", "here", "compound")
    line = unpack_line(found.ways[0].line)
    assert (line[0], line[-1]) == (HALF, unpack_line(LINE)[0])
    near = back(toy_out(), HOME)
    assert near is not None
    assert near.length_m < 1


def test_the_danger_is_that_of_now_on_the_part_that_they_have_come() -> None:
    """Somebody armed behind them counts; before them, not."""
    for at, met in ((Place(32.01, 30.0), True), (DEPOT, False)):
        talk = toy_out()
        talk.at(
            NOON - MIN,
            f.ThreatNoted(
                threat="j", name="J", what="armed", at=f.Point(*at), radius_m=300,
                reliability="A", credibility="1",
            ),
        )  # fmt: skip
        found = back(talk, HALF)
        assert found is not None
        assert (found.hazard > 0.005) == met


def test_it_is_told_of_nobody_else() -> None:
    """Not on site, not on the way home, not far from the way that they were told."""
    assert back(toy_out(), Place(32.5, 30.5)) is None
    talk = toy_out()
    talk.at(NOON, f.Arrived(run="run-1", site="depot"))
    assert back(talk, DEPOT) is None
    talk.at(NOON + H, f.LeftSite(run="run-1", site="depot"))
    assert back(talk, HALF) is None


def test_the_run_s_page_compares_from_where_they_are(toy_node: Node) -> None:
    """First of the rows, with how the place is known and what is shut; nobody is told to take a
    fallback from a stop that they have not reached."""
    toy_node.say_all([f.CheckedIn(run="run-1", at=f.Point(32.01, 30.0))])
    shut = f.RoadClosed(
        closure="c", at=f.Point(32.005, 30.0), radius_m=50, modes=("foot",), words="washed out"
    )
    toy_node.say_all([shut])
    with TestClient(make_app(toy_node), base_url="http://127.0.0.1") as room:
        page = room.get("/runs/run-1", headers={"Accept": "text/html"}).text
        run = room.get("/api/runs/run-1").json()["run"]
    rows = page[page.index('id="ways"') :].partition("</table>")[0]
    assert "Straight back, from where they are" in rows.partition("</tr>")[2].partition("</tr>")[0]
    assert "washed out" in rows
    assert "from a stop that they have not reached" in rows
    assert "Tell them: take the fallback" not in rows
    assert run["straight_back"]["length_m"] == pytest.approx(4_000 * 0.317, rel=0.01)
