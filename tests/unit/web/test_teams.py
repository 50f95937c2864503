"""A team's day: parts that follow each other without a gap, and one number for each stop."""

import itertools

import msgspec
import pytest

from data.big_day import NOON, options
from data.toys import HOME, tasking
from holdfast import facts as f
from holdfast.base.geo import offset
from holdfast.know.sites import SiteLine
from holdfast.web.teams import drawn, teams_of

H, A, B, C = options(NOON, HOME)


def site(name: str, east_m: float) -> SiteLine:
    """A site of which only the place matters."""
    return SiteLine(name, name, "", offset(HOME, east_m, 0), "food", "", "", (), "", 0, "")


SITES = [site(f"site-{i + 1}", 1_000.0 * i) for i in range(9)]


@pytest.mark.parametrize("option", [A, B, C])
def test_the_parts_of_a_day_follow_each_other_from_leaving_to_home(option: f.Offered) -> None:
    """A leg and a stay for each stop, then the way home; no gap and no overlap."""
    for team in teams_of(option):
        told, day = team.tasking, team.parts
        assert [p.kind for p in day] == [
            *(kind for i in range(len(told.stops)) for kind in ("between" if i else "out", "stay")),
            "back",
        ]
        assert day[0].start_ms == told.depart_ms
        assert day[-1].end_ms == told.home_ms
        assert all(a.end_ms == b.start_ms for a, b in itertools.pairwise(day))


def test_each_leg_has_the_way_that_leads_there() -> None:
    """Out, on, on, back, in this order, and the fallbacks last."""
    [_, second, _] = teams_of(C)
    assert [p.way.goal for p in second.parts if p.way] == ["site-4", "site-5", "site-6", "compound"]
    assert [name for name, _ in second.ways] == [
        "Out to 2.1", "On to 2.2", "On to 2.3", "Back", "Fallback from 2.1", "Fallback from 2.3",
    ]  # fmt: skip


def test_a_lone_team_counts_its_stops_plainly() -> None:
    """'1' instead of '1.1', and a tasking without ways has a day all the same."""
    [team] = teams_of(A)
    assert [p.mark for p in team.parts] == ["1", "1", ""]
    bare = msgspec.structs.replace(A, taskings=(tasking(NOON, ways=()),))
    [team] = teams_of(bare)
    assert [(p.kind, p.way) for p in team.parts] == [("out", None), ("stay", None), ("back", None)]
    assert team.ways == ()
    assert teams_of(H) == teams_of(None) == ()


def test_every_way_and_stop_of_every_team_is_on_the_map_with_its_number() -> None:
    """Nine stops, and for each team its ways by role and number."""
    told = drawn(C, SITES)
    ways = [w["properties"] for w in told["ways"]["features"]]
    assert {(w["team"], w["badge"]) for w in ways} == {(1, "1"), (2, "2"), (3, "3")}
    assert {w["role"] for w in ways} == {"out", "between", "back", "fallback"}
    labels = {s["properties"]["label"] for s in told["stops"]["features"]}
    assert labels == {f"{team}.{stop}" for team in (1, 2, 3) for stop in (1, 2, 3)}


def test_two_options_on_one_map_are_told_apart_by_their_letters() -> None:
    """Also a lone team's, whose badge is the letter alone."""
    assert {w["properties"]["badge"] for w in drawn(B, SITES, "B")["ways"]["features"]} == {
        "B1", "B2",
    }  # fmt: skip
    alone = drawn(A, SITES, "A")
    assert {w["properties"]["badge"] for w in alone["ways"]["features"]} == {"A"}
    assert [s["properties"]["label"] for s in alone["stops"]["features"]] == ["A1"]


def test_a_site_that_two_teams_visit_has_one_label_with_both_numbers() -> None:
    """Labels at one place would lie on each other."""
    twice = msgspec.structs.replace(C, taskings=(C.taskings[0], C.taskings[0]))
    labels = [s["properties"]["label"] for s in drawn(twice, SITES)["stops"]["features"]]
    assert labels == ["1.1, 2.1", "1.2, 2.2", "1.3, 2.3"]


def test_a_site_that_nobody_knows_is_left_out_of_the_map() -> None:
    """The tables name it; the map has no place for it."""
    assert drawn(C, SITES[:2])["stops"]["features"] == drawn(C, SITES)["stops"]["features"][:2]
