"""People whom our runs found: all counted once, fed while inside, asked about where missing."""

import pytest

from data.toys import NOON, D, H, Talk, toy_out
from holdfast import facts as f
from holdfast.know.brought_in import brought_in, others, people_of, unaccounted
from holdfast.know.people import persons, roll
from holdfast.know.runs import story
from holdfast.know.stock import headcount


def found(walking: int = 0, carried: int = 0, children: int = 0) -> f.PeopleFound:
    """What KESTREL 1 says of people whom it came across."""
    return f.PeopleFound(run="run-1", walking=walking, carried=carried, children=children)


def home(n: int, *people: str, at_ms: int = NOON, **more: tuple[str, ...]) -> f.CameHome:
    """KESTREL 1 comes in with so many others."""
    crew = people or ("leila", "kai")
    return f.CameHome(run="run-1", home=crew, others=n, when_ms=at_ms, **more)


def with_found(*said: f.PeopleFound) -> Talk:
    """KESTREL 1 is out and has found people."""
    talk = toy_out()
    talk.at(NOON - 30 * 60_000, *said)
    return talk


@pytest.mark.parametrize(
    ("walking", "carried", "children", "n"),
    [(0, 1, 4, 5), (40, 0, 12, 40), (0, 0, 3, 3), (2, 1, 3, 3), (1, 1, 3, 5), (0, 0, 0, 0)],
)
def test_children_are_of_those_found_and_on_top_where_they_are_more(
    walking: int, carried: int, children: int, n: int
) -> None:
    """Four children and one to be carried are five people; twelve of forty are of the forty."""
    assert people_of(found(walking, carried, children)) == n
    assert roll(with_found(found(walking, carried, children)).state, NOON).others == n


def test_two_groups_are_counted_each_by_itself() -> None:
    """Three children alone, then ten adults: thirteen."""
    talk = with_found(found(children=3), found(walking=10))

    assert others(story(talk.state, "run-1")) == 13


def test_who_came_in_is_inside_and_fed_until_counted_anew() -> None:
    """With the run that brought them; a week later too."""
    talk = with_found(found(walking=40, children=12))
    talk.at(NOON, home(40))
    (group,) = brought_in(talk.state, "compound")

    assert (group.call, group.n, group.came, group.found) == ("KESTREL 1", 40, 40, 40)
    assert group.since_ms == NOON
    assert headcount(talk.state, "compound") == 44
    assert (roll(talk.state, NOON).others, roll(talk.state, NOON).brought_in) == (0, 40)
    assert headcount(talk.state, "elsewhere") == 0

    talk.at(NOON + D, f.BroughtInCounted(run="run-1", n=7, words="33 went on by bus"))

    assert headcount(talk.state, "compound") == 11
    assert brought_in(talk.state)[0].words == "33 went on by bus"

    talk.at(NOON + 2 * D, f.BroughtInCounted(run="run-1", n=0))

    assert brought_in(talk.state) == []
    assert headcount(talk.state, "compound") == 4


def test_who_follows_after_a_count_comes_on_top() -> None:
    """Kai comes in later with three more."""
    talk = with_found(found(walking=8))
    talk.at(NOON, home(5, "leila", missing=("kai",)))
    talk.at(NOON + H, f.BroughtInCounted(run="run-1", n=4))
    talk.at(NOON + 2 * H, home(3, "kai", at_ms=NOON + 2 * H))

    assert brought_in(talk.state)[0].n == 7
    assert brought_in(talk.state)[0].came == 8


def test_who_was_found_and_did_not_come_in_is_asked_about() -> None:
    """Until they are in, or somebody says where they are: how many are inside is not that."""
    talk = with_found(found(carried=1, children=4))
    assert unaccounted(talk.state, story(talk.state, "run-1")) == 0

    talk.at(NOON, home(2))
    assert unaccounted(talk.state, story(talk.state, "run-1")) == 3

    talk.at(NOON, f.BroughtInCounted(run="run-1", n=2))
    assert unaccounted(talk.state, story(talk.state, "run-1")) == 3

    talk.at(NOON + 1, f.BroughtInCounted(run="run-1", n=2, words="three stayed with their aunt"))
    assert unaccounted(talk.state, story(talk.state, "run-1")) == 0


def test_the_roll_adds_up_whatever_became_of_people() -> None:
    """On the books: inside, outside, away, lost and dead."""
    talk = toy_out()
    talk.at(NOON - H + 1, f.ReadinessSaid(person="mark", state="away"))
    talk.at(NOON - H + 1, f.ReadinessSaid(person="darren", state="in_care"))
    talk.at(NOON, f.ReadinessSaid(person="kai", state="dead"))
    r = roll(talk.state, NOON)

    assert (r.inside, r.outside, r.away, r.lost, r.dead) == (1, 1, 1, 0, 1)
    assert r.on_books == r.inside + r.outside + r.away + r.lost + r.dead


def test_the_dead_and_the_lost_are_nowhere_inside_and_owed_no_rest() -> None:
    """'Lost, inside, rests until 22:25' was three untruths."""
    talk = toy_out()
    talk.at(NOON, f.CameHome(run="run-1", home=("leila",), missing=("kai",)))
    kai = next(p for p in persons(talk.state, NOON + H) if p.person == "kai")
    assert (kai.state, kai.where, kai.rest_until_ms, kai.can_go) == ("lost", "missing", None, False)

    talk.at(NOON + H, f.ReadinessSaid(person="kai", state="dead", words="found at the ford"))
    kai = next(p for p in persons(talk.state, NOON + H) if p.person == "kai")
    assert (kai.state, kai.where, kai.rest_until_ms, kai.can_go) == ("dead", "", None, False)
    assert roll(talk.state, NOON + H).can_go == 2


def test_who_was_said_dead_before_the_run_was_home_stays_dead() -> None:
    """That they did not come in makes nobody missing who is known to have died."""
    talk = toy_out()
    talk.at(NOON - 1, f.ReadinessSaid(person="kai", state="dead"))
    talk.at(NOON, f.CameHome(run="run-1", home=("leila",), missing=("kai",)))
    r = roll(talk.state, NOON)

    assert (r.lost, r.dead) == (0, 1)


def test_who_leaves_after_being_called_lost_is_outside() -> None:
    """That she left is a later word than that she was lost."""
    talk = toy_out()
    talk.at(NOON - 3 * H, f.ReadinessSaid(person="kai", state="lost"))

    assert roll(talk.state, NOON).outside == 2


def test_people_found_after_the_count_are_asked_about_again() -> None:
    """A late word of two more is a new question."""
    talk = with_found(found(walking=2))
    talk.at(NOON, home(2))
    talk.at(NOON + 1, f.BroughtInCounted(run="run-1", n=2))
    talk.at(NOON + 2, found(walking=2))

    assert unaccounted(talk.state, story(talk.state, "run-1")) == 2
