"""Where a run stands among its stops, by its reports."""

import pytest

from data.toys import CLINIC, MILL, MIN, NOON, H, goes, round_out, told_anew, toy
from holdfast import facts as f
from holdfast.know.course import Course, Leg
from holdfast.know.disagreements import disagreements
from holdfast.know.fold import fold_all
from holdfast.know.legs import GATE
from holdfast.know.log import line
from holdfast.know.picture import picture
from holdfast.know.runs import Story, story

LEFT = NOON - 9 * H
"""When the round left; early enough for all of it to lie in the past."""
Words = tuple[int, str, str]
FIRST: list[Words] = [(60, "at", "clinic"), (90, "left", "clinic")]
SECOND: list[Words] = [(150, "at", "mill"), (180, "left", "mill")]
THIRD: list[Words] = [(240, "at", "depot"), (270, "left", "depot")]


def told(*words: Words) -> Story:
    """The story of the round after these reports."""
    return story(goes(round_out(LEFT), LEFT, *words).state, "run-1")


def course(*words: Words) -> Course:
    """How far the round is after these reports."""
    return told(*words).courses[-1]


def home(*words: Words) -> Course:
    """The round after these reports and the gate."""
    talk = goes(round_out(LEFT), LEFT, *words)
    talk.at(LEFT + 7 * H, f.CameHome(run="run-1", home=("leila", "kai")))
    return story(talk.state, "run-1").courses[-1]


def gone(went: Course) -> list[tuple[str, str]]:
    """The told ways that were gone, by their ends."""
    return [(x.way.start, x.way.goal) for x in went.gone if isinstance(x, Leg) and x.way]


def test_a_round_goes_from_stop_to_stop_and_home() -> None:
    """On site at each, outbound between them, returning from the last."""
    phases, nexts = [], []
    words: list[Words] = []
    for word in [*FIRST, *SECOND, *THIRD]:
        words.append(word)
        phases.append(told(*words).phase)
        nexts.append(course(*words).next)

    assert phases == ["on_site", "outbound"] * 2 + ["on_site", "returning"]
    assert nexts == [1, 1, 2, 2, None, None]
    assert gone(home(*words)) == [
        ("compound", "clinic"), ("clinic", "mill"), ("mill", "depot"), ("depot", "compound"),
    ]  # fmt: skip


def test_a_stop_that_was_passed_over_is_left_out_until_they_arrive_there() -> None:
    """From the clinic to the depot: the mill is left out, and after it they go home or there."""
    skipped = course(*FIRST, *THIRD)

    assert (skipped.reached, skipped.left_out, skipped.homeward) == ((0, 2), (1,), True)

    after_all = course(*FIRST, *THIRD, (300, "at", "mill"), (330, "left", "mill"))

    assert (after_all.reached, after_all.left_out) == ((0, 2, 1), ())
    assert after_all.homeward
    assert after_all.home_way is not None
    assert after_all.home_way.role == "fallback"
    assert after_all.home_way.start == "mill"


def test_who_arrives_out_of_order_goes_on_to_what_lies_after_it() -> None:
    """The mill first: the depot is next, and no way was told for how they came there."""
    at_mill = course((100, "at", "mill"), (130, "left", "mill"))

    assert (at_mill.next, at_mill.left_out) == (2, (0,))
    assert gone(at_mill) == []
    assert at_mill.going is not None
    assert at_mill.going.way is not None
    assert at_mill.going.way.start == "mill"


@pytest.mark.parametrize(
    ("words", "start"),
    [
        ([*FIRST, (120, "back", "")], "clinic"),
        ([FIRST[0], (80, "back", "")], "clinic"),
        ([FIRST[0], (80, "back", ""), FIRST[1]], "clinic"),
        ([*FIRST, *SECOND, (200, "back", "")], "mill"),
        ([*FIRST, *SECOND, *THIRD], "depot"),
    ],
    ids=["on the way to the second", "at the first", "then left", "to the third", "the plan"],
)
def test_home_is_from_the_last_stop_reached(words: list[Words], start: str) -> None:
    """Wherever they turn back, and whether they say so before or after they leave."""
    assert told(*words).phase == "returning"
    way = course(*words).home_way

    assert way is not None
    assert (way.start, way.role) == (start, "back" if start == "depot" else "fallback")


def test_who_turns_back_before_the_first_stop_goes_home_as_they_came() -> None:
    """No way home was told from the gate."""
    went = course((30, "back", ""))

    assert (went.last, went.home_way) == (GATE, None)
    assert went.turned_on is not None
    assert went.turned_on.goal == 0
    assert told((30, "back", "")).phase == "returning"


def test_to_have_turned_back_holds_until_they_reach_another_stop() -> None:
    """Sheltering where they have been changes nothing; going on after all does."""
    sheltered = [*FIRST, (120, "back", ""), (140, "at", "clinic")]

    assert told(*sheltered).phase == "on_site"
    assert told(*sheltered, (160, "left", "clinic")).phase == "returning"

    on = [*FIRST, (120, "back", ""), *SECOND]

    assert told(*on).phase == "outbound"
    assert course(*on).left_out == ()
    assert gone(course(*on)) == [("compound", "clinic")]


def test_to_switch_ways_turns_nobody_back() -> None:
    """They go on, and home from the last stop by its fallback."""
    talk = goes(round_out(LEFT), LEFT, *FIRST)
    talk.at(LEFT + 2 * H, f.WaySwitched(run="run-1", role="fallback"))
    went = story(talk.state, "run-1")

    assert went.phase == "outbound"
    assert went.courses[-1].home_way is not None
    assert (went.courses[-1].home_way.start, went.courses[-1].home_way.role) == (
        "depot", "fallback",
    )  # fmt: skip


def test_who_leaves_a_stop_has_been_there() -> None:
    """The word that they arrived got lost: the way there counts as gone, its time as unknown."""
    went = course(*FIRST, (180, "left", "mill"))

    assert (went.reached, went.next) == ((0, 1), 2)
    assert gone(went) == [("compound", "clinic"), ("clinic", "mill")]
    assert [x.done_ms for x in went.gone if isinstance(x, Leg)] == [LEFT + 60 * MIN, None]


def test_a_site_that_is_no_stop_is_a_detour() -> None:
    """They stand there; the plan's next stop stays next; how they went on nobody knows."""
    words: list[Words] = [*FIRST, (120, "at", "ruin")]

    assert told(*words).phase == "on_site"
    assert (course(*words).aside, course(*words).next) == ("ruin", 1)

    words += [(130, "left", "ruin"), (160, "at", "mill")]

    assert gone(course(*words)) == [("compound", "clinic")]


def test_a_word_said_twice_changes_no_time_of_arrival() -> None:
    """The first arrival and the last leaving count."""
    went = course(FIRST[0], (70, "at", "clinic"), FIRST[1], (95, "left", "clinic"))

    assert [x.done_ms for x in went.gone if isinstance(x, Leg)] == [LEFT + 60 * MIN]
    assert went.set_out_ms == LEFT + 95 * MIN


def test_a_site_visited_twice_is_two_stops() -> None:
    """Clinic, mill, and the clinic again: the second time is the third stop."""
    stops = tuple(f.Stop(site, LEFT, LEFT) for site in ("clinic", "mill", "clinic"))
    talk = goes(round_out(LEFT, stops=stops), LEFT, *FIRST)

    assert story(talk.state, "run-1").courses[-1].reached == (0,)

    goes(talk, LEFT, *SECOND, (240, "at", "clinic"))

    assert story(talk.state, "run-1").courses[-1].reached == (0, 1, 2)


@pytest.mark.parametrize(
    ("words", "last"),
    [
        ([*FIRST, (120, "back", "")], ("compound", "clinic")),
        ([*FIRST], ("compound", "clinic")),
        ([FIRST[0]], ("compound", "clinic")),
        ([FIRST[0], (80, "back", "")], ("clinic", "compound")),
        ([*FIRST, *SECOND, THIRD[0]], ("depot", "compound")),
    ],
    ids=["turned on the way", "heading on", "not heard since", "turned there", "from the last"],
)
def test_the_way_home_counts_as_gone_only_where_it_is_known(
    words: list[Words], last: tuple[str, str]
) -> None:
    """Home from where they turned at a stop, or from the last one; else nobody knows how."""
    assert gone(home(*words))[-1] == last


def test_a_new_tasking_from_here_begins_anew() -> None:
    """What was reached before counts as before; turning back and switching are forgotten."""
    talk = goes(round_out(LEFT), LEFT, *FIRST, (120, "back", ""))
    talk.at(LEFT + 2 * H, f.WaySwitched(run="run-1", role="fallback"))
    talk.at(LEFT + 125 * MIN, told_anew(LEFT + 125 * MIN, MILL))
    went = story(talk.state, "run-1")
    before, now = went.courses

    assert (went.phase, now.since_ms, now.next) == ("outbound", LEFT + 125 * MIN, 0)
    assert (before.reached, now.reached) == ((0,), ())
    assert now.home_way is not None
    assert now.home_way.role == "back"

    goes(talk, LEFT, (200, "at", "depot"), (230, "left", "depot"))

    assert story(talk.state, "run-1").phase == "returning"
    assert gone(story(talk.state, "run-1").courses[-1]) == [("here", "depot")]


def test_a_late_report_of_before_the_new_tasking_belongs_to_before() -> None:
    """Said after it, happened before it."""
    talk = round_out(LEFT)
    talk.at(LEFT + 2 * H, told_anew(LEFT + 2 * H, CLINIC, ("clinic", "depot")))
    talk.at(
        LEFT + 3 * H, f.Arrived(run="run-1", site="clinic", when_ms=LEFT + H),
        f.LeftSite(run="run-1", site="clinic", when_ms=LEFT + 90 * MIN),
    )  # fmt: skip
    before, now = story(talk.state, "run-1").courses

    assert (before.reached, now.reached) == ((0,), ())


def test_who_is_told_anew_at_a_site_stands_there_until_they_say_otherwise() -> None:
    """At a stop of the old tasking only, or at one of the new."""
    talk = goes(round_out(LEFT), LEFT, FIRST[0])
    talk.at(LEFT + 70 * MIN, told_anew(LEFT + 70 * MIN, CLINIC))
    went = story(talk.state, "run-1")

    assert (went.phase, went.courses[-1].aside, went.courses[-1].next) == ("on_site", "clinic", 0)

    goes(talk, LEFT, (80, "left", "clinic"))
    went = story(talk.state, "run-1")

    assert (went.phase, went.courses[-1].set_out_ms) == ("outbound", LEFT + 80 * MIN)

    talk = goes(round_out(LEFT), LEFT, FIRST[0])
    talk.at(LEFT + 70 * MIN, told_anew(LEFT + 70 * MIN, CLINIC, ("clinic", "depot")))
    now = story(talk.state, "run-1").courses[-1]

    assert (now.standing, now.aside, now.last, now.next) == (True, None, 0, 1)


def test_a_team_that_is_told_to_come_home_from_here_is_returning() -> None:
    """A tasking without stops, with a way home from where they are."""
    talk = goes(round_out(LEFT), LEFT, *FIRST)
    talk.at(LEFT + 2 * H, told_anew(LEFT + 2 * H, MILL, ()))
    went = story(talk.state, "run-1")

    assert went.phase == "returning"
    assert went.courses[-1].home_way is not None
    assert went.courses[-1].home_way.start == "here"


def test_a_story_told_anew_is_the_same_in_any_order_of_arrival() -> None:
    """Late links change nothing once everything has come."""
    talk = goes(round_out(LEFT), LEFT, *FIRST)
    talk.at(LEFT + 2 * H, told_anew(LEFT + 2 * H, MILL))
    goes(talk, LEFT, (200, "at", "depot"))

    for mixed in (talk.said[::-1], [*talk.said[1::2], *talk.said[::2]]):
        assert story(fold_all(mixed), "run-1") == story(talk.state, "run-1")


def test_a_tasking_that_begins_at_the_gate_begins_nothing_anew() -> None:
    """Said again for a team that is out, it is the tasking of the whole run."""
    talk = goes(round_out(LEFT), LEFT, *FIRST)
    again = next(s.fact for s in talk.said if isinstance(s.fact, f.RunTasked))
    talk.at(LEFT + 2 * H, again)

    assert len(story(talk.state, "run-1").courses) == 1
    assert story(talk.state, "run-1").courses[-1].reached == (0,)


def test_a_tasking_told_anew_by_another_device_is_no_disagreement() -> None:
    """Whoever tells a team anew has heard of the first; two who do so at once have not."""
    talk = goes(round_out(LEFT), LEFT, *FIRST)
    talk.at(LEFT + 2 * H, told_anew(LEFT + 2 * H, MILL), device="bb")

    assert disagreements(talk.state) == []

    talk.at(LEFT + 2 * H + MIN, told_anew(LEFT + 2 * H, MILL, ("mill",)), device="cc")
    (clash,) = disagreements(talk.state)

    assert [v.words for v in clash.versions] == [
        "KESTREL 1: Leila, Kai to Depot", "KESTREL 1: Leila, Kai to Mill",
    ]  # fmt: skip


def test_the_log_says_where_a_run_goes_and_that_it_was_told_anew() -> None:
    """In names."""
    talk = round_out(LEFT)
    first = next(s for s in talk.said if isinstance(s.fact, f.RunTasked))
    anew = talk.at(LEFT + 2 * H, told_anew(LEFT + 2 * H, MILL))
    asked = talk.at(
        LEFT, f.PlanAsked(plan="p", base="compound", objective="supply", sites=("depot",),
                          depart_ms=LEFT, run="run-1"),
    )  # fmt: skip

    assert line(first, talk.state).words == (
        "KESTREL 1 tasked: supply to Clinic, Mill, Depot, Leila, Kai."
    )
    assert line(anew, talk.state).words == (
        "KESTREL 1 tasked anew, from where it is: supply to Depot, Leila, Kai."
    )
    assert line(asked, talk.state).words == "Plan asked anew for KESTREL 1: supply to Depot."


def drawn(*words: Words) -> list[tuple[str, str, bool]]:
    """The ways on the map by role and start, and whether they are said to be taken."""
    talk = goes(round_out(LEFT), LEFT, *words)
    ways = story(talk.state, "run-1").courses[-1].tasking.ways
    found = picture(talk.state, NOON)["ways"]["features"]
    numbers = [int(x["id"].rpartition("-")[2]) for x in found]
    return [
        (ways[i].role, ways[i].start, x["properties"]["taken"])
        for i, x in zip(numbers, found, strict=True)
    ]


def test_the_map_shows_no_way_home_from_a_stop_left_behind() -> None:
    """Two fallbacks of three once they are at the mill; the one that they take is marked."""
    assert len(drawn()) == 7

    at_mill = drawn(*FIRST, SECOND[0])

    assert [start for role, start, _ in at_mill if role == "fallback"] == ["mill", "depot"]
    assert not any(taken for _, _, taken in at_mill)

    turned = drawn(*FIRST, SECOND[0], (170, "back", ""))

    assert [(role, start) for role, start, taken in turned if taken] == [("fallback", "mill")]


def test_a_run_that_nobody_tasked_has_no_course() -> None:
    """Its phase is as the team said last."""
    talk = toy()
    talk.at(NOON, f.Arrived(run="run-9", site="depot"))

    assert story(talk.state, "run-9").course is None
    assert story(talk.state, "run-9").phase == "on_site"
