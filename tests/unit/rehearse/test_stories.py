"""Plays told step by step: when, who, in which words, and where."""

from itertools import pairwise

import pytest

from data.staged import QUIET, scene_of, staged, stop_shown, team_shown
from holdfast.base.geo import Place, distance_m, nearest_m
from holdfast.rehearse import kernel
from holdfast.rehearse.mission import Piece, Stop, Team, Way
from holdfast.rehearse.odds import Odds
from holdfast.rehearse.plays import play
from holdfast.rehearse.staging import Staged
from holdfast.rehearse.stories import WORDS, Step, Story, story
from holdfast.rehearse.tally import CONTINGENCIES
from holdfast.rehearse.writing import write

HOUR = 3_600.0
BASE, MILL, CLINIC = Place(0.0, 0.0), Place(0.1, 0.0), Place(0.1, 0.1)
LINES = ((BASE, MILL), (MILL, CLINIC), (CLINIC, BASE), (MILL, Place(0.05, -0.05), BASE),
         (CLINIC, Place(0.0, 0.1), BASE))  # fmt: skip


def way(h: float = 0.0, n: int = 4) -> Way:
    return tuple(Piece(HOUR / n, 11_000.0 / n, 0.3, {0: h / n}) for _ in range(n))


def errand(h: float = 0.0, **more: object) -> Team:
    """To the mill and to the clinic."""
    stops = (Stop(Piece(HOUR / 2, hazards={0: h}), 0, 0.7, 4 * HOUR, way(h)),
             Stop(Piece(HOUR / 2), 1, 0.7, 6 * HOUR, way(h)))  # fmt: skip
    known = {"n_people": 5, "n_medics": 1, "seats": 6, "home_s": 5 * HOUR, **more}
    return Team("car", (way(h), way(h), way(h)), stops, **known)  # type: ignore[arg-type]


def option(*teams: Team) -> Staged:
    places = {"mill": MILL, "clinic": CLINIC}
    stops = [stop_shown(site, place=place) for site, place in places.items()]
    return staged("A", teams, [team_shown(*stops, lines=LINES) for _ in teams], dark_s=3 * HOUR)


def told(one: Staged, odds: Odds = QUIET, number: int = 0) -> Story:
    return story(scene_of(one, sites=("mill", "clinic")), one, odds, 5, number)


def words(found: Story, team: int = 0) -> list[str]:
    return [s.words for s in found.steps if s.team == team]


def own(found: Story, team: int) -> list[Step]:
    return [s for s in found.steps if s.team == team]


WILD = Odds(p_storm=0.5, breakdown_per_km=0.02, blocked_per_km=0.02, p_around=0.4, p_link=0.5)
MANY = option(
    errand(0.4), errand(0.2, bound=0, when="home"), errand(0.1, bound=0, when="medevac"),
    errand(bound=0, when="cache"),
)  # fmt: skip


def test_a_quiet_day_is_told_from_the_gate_to_the_gate() -> None:
    """Every stop by its name, at its place, at its hour; the last leg is in the dark."""
    team = errand()
    found = told(option(Team("car", team.legs, tuple(
        Stop(Piece(HOUR / 2), site) for site in (0, 1)), 5)))  # fmt: skip
    assert [(s.at_s / HOUR, s.words, s.place, s.bad) for s in found.steps] == [
        (0.0, "leaves the gate", BASE, False),
        (1.0, "arrives at Mill", MILL, False),
        (1.5, "has what it came for at Mill", MILL, False),
        (2.5, "arrives at Clinic", CLINIC, False),
        (3.0, "has what it came for at Clinic", CLINIC, False),
        (4.25, "is home", BASE, False),
    ]
    assert found.headline == "nothing struck"


@pytest.mark.parametrize("number", range(0, 400, 7))
def test_of_every_play_a_story_is_told(number: int) -> None:
    """Times rise team by team, places lie on the lines, teams are those of the option, words are
    words; and what it says struck is what struck."""
    found = told(MANY, WILD, number)
    runs = play(write(MANY.mission, WILD), WILD, 5, number, 1).runs[0]
    for t in range(4):
        steps = own(found, t)
        assert all(a.at_s <= b.at_s for a, b in pairwise(steps))
        for step in steps:
            assert step.words
            assert not set(step.words) & set("{}_<>")
            assert step.place is not None
            assert min(nearest_m(step.place, line) for line in LINES) < 1.0
        stayed = runs[t]["state"] == kernel.STAYED
        assert (not steps or "does not leave" in steps[0].words) == stayed
        for bit in (kernel.CONTACT, kernel.BREAKDOWN, kernel.LOAD_LEFT, kernel.FALLBACK):
            text = WORDS[bit].split("{")[0]
            struck = bool(runs[t]["struck"] & bit) and not stayed
            assert struck == any(w.startswith(text) for w in words(found, t))
        n_dead = int(runs[t]["dead"])
        assert any(f"{n_dead} dead" in w for w in words(found, t)) == (n_dead > 0)
    assert {s.team for s in found.steps} <= set(range(4))
    assert found.number == number


def test_everything_that_can_be_noted_has_words() -> None:
    """What strikes and is noted, and what else a story tells."""
    silent = {kernel.DARK, kernel.STORM, kernel.NO_LINK, kernel.FETCHED}
    assert set(CONTINGENCIES) - set(WORDS) == silent
    assert {code for code in WORDS if code < 0} == set(range(-7, 0))


def test_who_turns_back_is_seen_to_move_back() -> None:
    """From where the way is cut, piece by piece, home by the same line."""
    out = way()
    shut = (*out[:2], Piece(HOUR / 4, 2_750.0, shut=True), out[3])
    team = Team("car", (shut, way()), (Stop(Piece(HOUR), 0, fallback=way()),), 4)
    one = staged("A", [team], [team_shown(stop_shown(place=MILL), lines=(LINES[0], LINES[0][::-1],
                                                                         LINES[3]))])  # fmt: skip
    found = told(one)
    assert words(found) == ["leaves the gate", "no way round", "turns back", "is home"]
    at = {s.words: s for s in found.steps}
    assert at["no way round"].place is not None
    assert distance_m(BASE, at["no way round"].place) == pytest.approx(
        0.625 * distance_m(BASE, MILL), rel=1e-3
    )
    assert at["is home"].at_s == pytest.approx(2 * 0.625 * HOUR)
    assert at["is home"].place == BASE


def test_what_strikes_on_the_way_back_lies_between_there_and_home() -> None:
    """The place moves back along the leg as time goes on."""
    out = (*way(n=2), Piece(HOUR / 2, 5_500.0, shut=True))
    rough = QUIET._replace(breakdown_per_km=0.3, p_beyond=0.0)
    team = Team("car", (out, way()), (Stop(Piece(HOUR), 0, fallback=way()),), 4)
    one = staged("A", [team], [team_shown(stop_shown(place=MILL), lines=(LINES[0], LINES[0][::-1],
                                                                         LINES[3]))])  # fmt: skip
    n_seen = 0
    for number in range(20):
        steps = told(one, rough, number).steps
        turned = next((i for i, s in enumerate(steps) if s.words == "turns back"), len(steps))
        for part, sign in ((steps[:turned], 1), (steps[turned:-1], -1)):
            east = [s.place.lon for s in part if s.place]
            assert all(sign * (b - a) >= -1e-9 for a, b in pairwise(east))
            n_seen += len(part) > 2
    assert n_seen > 10


def test_a_fallback_is_told_by_its_own_stop_and_line() -> None:
    """From the second of two visits to one site the second's fallback."""
    south = (MILL, Place(0.05, -0.05), BASE)
    north = (MILL, Place(0.05, 0.05), BASE)
    stops = (Stop(Piece(HOUR), 0, fallback=way()),
             Stop(Piece(HOUR), 0, turn_s=2.5 * HOUR, fallback=way()))  # fmt: skip
    team = Team("car", (way(), way(), way()), stops, 4)
    shown = [stop_shown("mill", name="Mill, first", place=MILL),
             stop_shown("mill", name="Mill, again", place=MILL)]  # fmt: skip
    lines = (LINES[0], (MILL, CLINIC, MILL), LINES[0][::-1], south, north)
    one = staged("A", [team], [team_shown(*shown, lines=lines)])
    found = told(one, QUIET._replace(blocked_per_km=0.2, p_around=1.0, around_s=60.0), 3)
    assert "arrives at Mill, first" in words(found)
    after = [i for i, w in enumerate(words(found)) if w.startswith("takes the fallback way")]
    for i in after:
        assert words(found)[i].endswith("from Mill, again") or words(found)[i].endswith("first")
        line = north if words(found)[i].endswith("again") else south
        for step in found.steps[i:]:
            assert step.place is not None
            assert nearest_m(step.place, line) < 1.0
    assert after


def test_those_apart_are_told_where_they_stay() -> None:
    """And meet again at the second visit, by its name."""
    stops = (Stop(Piece(HOUR), 0, apart=2, work_s=4 * HOUR), Stop(Piece(HOUR), 1),
             Stop(Piece(HOUR), 0))  # fmt: skip
    team = Team("foot", (way(), way(), way(), way()), stops, 5)
    shown = [
        stop_shown(s, place=p) for s, p in (("mill", MILL), ("clinic", CLINIC), ("mill", MILL))
    ]
    lines = (LINES[0], LINES[1], LINES[1][::-1], LINES[0][::-1], (), (), ())
    found = told(staged("A", [team], [team_shown(*shown, lines=lines)]))
    assert "leaves 2 of them at Mill to work there" in words(found)
    assert "is together again at Mill" in words(found)
    met = next(s for s in found.steps if s.words == "is together again at Mill")
    assert (met.at_s, met.place) == (6 * HOUR, MILL)


def test_a_wave_that_does_not_leave_is_said_to_stay() -> None:
    """At the hour at which it is known, at its gate; a run that nobody needed is not spoken of."""
    certain = QUIET._replace(p_avoided=0.0, p_off=0.0, p_cut=0.0, harm_through=1.0,
                             p_walking=1.0, p_stretcher=0.0, p_vehicle_hit=0.0)  # fmt: skip
    one = option(errand(1e9), errand(bound=0, when="home"), errand(bound=0, when="medevac"))
    found = told(one, certain)
    (stays,) = own(found, 1)
    first = own(found, 0)[-1]
    assert stays.words == "does not leave: those it waits for are not home and whole"
    assert (stays.place, stays.bad) == (BASE, True)
    assert stays.at_s == pytest.approx(first.at_s)
    assert own(found, 2) == []
    assert "walking wounded" in first.words
    assert found.headline.startswith(first.words)


def test_those_who_are_fetched_are_told_to_come_home() -> None:
    """When the run that fetched them does."""
    all_carried = QUIET._replace(p_avoided=0.0, p_off=0.0, p_cut=0.0, harm_through=1.0, p_more=1.0,
                                 p_walking=0.0, p_stretcher=1.0, dies_per_h=0.0,
                                 dies_per_h_medic=0.0)  # fmt: skip
    one = option(errand(1e9), errand(bound=0, when="medevac"))
    n_fetched = 0
    for number in range(10):
        found = told(one, all_carried, number)
        back = [s for s in own(found, 0) if s.words.startswith("is brought home")]
        came = next(s for s in own(found, 1) if s.words == "is home")
        loaded = "has what it came for at Mill" in words(found, 1)
        assert len(back) == loaded
        assert own(found, 0)[-1].words == "5 carried"
        if back:
            assert (back[0].at_s, back[0].place) == (came.at_s, BASE)
            assert own(found, 0)[-1].at_s == came.at_s
            n_fetched += 1
    assert 0 < n_fetched < 10


def test_a_run_that_began_elsewhere_ends_at_the_base() -> None:
    """It leaves from where it was, and is home where its last way ends."""
    team = Team("car", (way(), way()), (Stop(Piece(HOUR), 0),), 4)
    here = Place(0.05, 0.02)
    lines = ((here, MILL), (MILL, BASE), ())
    one = staged("A", [team], [team_shown(stop_shown(place=MILL), lines=lines)])
    steps = told(one).steps
    assert (steps[0].place, steps[-1].words, steps[-1].place) == (here, "is home", BASE)


def test_a_place_that_nobody_knows_is_where_the_way_to_it_ends() -> None:
    """And without any line there is none, but a story all the same."""
    team = Team("car", (way(), way()), (Stop(Piece(HOUR), 0),), 4)
    for lines, places in (
        ((LINES[0], LINES[0][::-1], ()), {BASE, MILL}),
        (((), (), ()), {None}),
    ):
        one = staged("A", [team], [team_shown(stop_shown(), lines=lines)])
        assert {s.place for s in told(one).steps} == places


def test_the_headline_says_first_what_struck_first() -> None:
    """Of all teams, with the hour; not more than three things."""
    for number in range(30):
        found = told(MANY, WILD, number)
        if found.headline == "nothing struck":
            assert not [s for s in found.steps if s.bad]
            continue
        parts = found.headline.split(": ")[-1].split(" at ")
        assert len(parts) <= 3 * 3 + 1
        hours = [w.split(" at ")[-1] for w in found.headline.split(", ") if " at " in w]
        assert hours == sorted(hours)
