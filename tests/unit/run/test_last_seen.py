"""Home without somebody: said in every figure, and where they were last is kept."""

import pytest

from data.toys import DEPOT, MIN, NOON, H, Talk, toy_out
from holdfast import facts as f
from holdfast.account.debrief import draft
from holdfast.account.outcomes import happened
from holdfast.know.runs import story
from holdfast.run.alarms import alarms
from holdfast.run.board import board


def home_without_kai(*before: f.Report) -> Talk:
    """Leila came in at one; the gate gives a place with it, as phones do."""
    talk = toy_out()
    talk.at(NOON - MIN, *before)
    gate = f.Point(32.0, 30.0)
    talk.at(NOON + H, f.CameHome(run="run-1", home=("leila",), missing=("kai",), at=gate))
    return talk


@pytest.mark.parametrize(
    ("word", "words", "by"),
    [
        (f.Arrived(run="run-1", site="depot"), "Depot", "KESTREL 1"),
        (f.CheckedIn(run="run-1", at=f.Point(*DEPOT), by="mark"), "", "Mark"),
    ],
    ids=["a site", "a place, and who said it"],
)
def test_the_last_place_stays_known_when_the_others_are_in(
    word: f.Report, words: str, by: str
) -> None:
    """The place, when and by whom; what is said at the gate is no place of theirs."""
    talk = home_without_kai(word)
    [card] = board(talk.state, NOON + 2 * H)
    assert card.seen is not None
    assert (card.seen.who, card.seen.place, card.seen.at_ms) == (("kai",), DEPOT, NOON - MIN)
    assert (card.seen.words, card.seen.by) == (words, by)
    [missing] = [a for a in alarms(talk.state, NOON + 2 * H) if a.alarm.startswith("missing")]
    assert missing.more.startswith("Last seen 11:59 at ")
    assert missing.more.endswith(f", said {by}")


def test_home_without_somebody_is_not_home_at_the_planned_time() -> None:
    """Neither in the debrief nor in what came of it, however early the others are."""
    talk = home_without_kai()
    said = {m.assumed: m for m in draft(talk.state, "run-1").met}
    home = said["Home at the planned time, before last light"]
    assert (home.held, home.found.endswith("; 1 missing")) == (False, True)
    [harm] = [m for a, m in said.items() if a.startswith("No harm")]
    assert (harm.held, harm.found.endswith("; 1 missing")) == (False, True)
    assert happened(story(talk.state, "run-1"), None, NOON + 9 * H).late is True


def test_nobody_is_looked_for_when_all_are_in() -> None:
    """The card says nothing then."""
    talk = home_without_kai()
    talk.at(NOON + 2 * H, f.CameHome(run="run-1", home=("kai",)))
    [card] = board(talk.state, NOON + 3 * H)
    assert card.seen is None


def test_a_later_word_of_one_who_was_in_moves_no_time_of_coming_home() -> None:
    """'All home' said again at night with other words: they came home when they did."""
    talk = toy_out()
    talk.at(NOON, f.CameHome(run="run-1", home=("leila", "kai")))
    talk.at(NOON + 9 * H, f.CameHome(run="run-1", home=("leila", "kai"), others=1))
    assert happened(story(talk.state, "run-1"), None, NOON + H).late is False
