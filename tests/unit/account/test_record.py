"""The record: rehearsed runs against what happened, and what runs have taught the odds."""

from data.toys import MIN, NOON, H, tasked, toy
from holdfast import facts as f
from holdfast.account.record import record, rehearsed_runs
from holdfast.know.learning import odds_learned
from holdfast.rehearse.odds import Odds
from holdfast.rehearse.setting import contacts, taught


def rehearsed(p_harm: float = 0.1) -> f.RunRehearsed:
    home = NOON + 105 * MIN
    times = tuple(home + x * MIN for x in (-30, -10, 0, 20, 60))
    return f.RunRehearsed(
        run="run-1", n=1_000, seed=1, p_harm=p_harm, p_contact=0.2, p_late=0.05, home_ms=times
    )


def test_a_run_speaks_once_it_is_home_and_debriefed() -> None:
    """Before that there is nothing to score, and the page says so."""
    talk = toy()
    talk.at(NOON - 2 * H, tasked(), rehearsed())
    talk.at(NOON - H, f.Departed(run="run-1", crew=("leila", "kai")))
    assert rehearsed_runs(talk.state) == []
    assert "No run" in record(talk.state).harm.words
    talk.at(NOON + 105 * MIN, f.CameHome(run="run-1", home=("leila", "kai")))
    assert rehearsed_runs(talk.state) == []
    talk.at(NOON + 2 * H, f.Debriefed(run="run-1"))
    ((said, came),) = rehearsed_runs(talk.state)
    assert (said.p_harm, came.harm, came.contact) == (0.1, False, False)
    assert said.home_s[2] == (0.5, came.home_s)
    told = record(talk.state)
    assert told.harm.brier is not None
    assert told.harm.brier.score == 0.1**2
    assert "too few" in told.harm.words


def test_without_any_debrief_the_odds_are_those_assumed() -> None:
    """Nothing was taught, so nothing changes."""
    talk = toy()
    known = taught(talk.state, NOON)
    assert set(contacts(known).values()) == {1.0}
    assert Odds()._replace(**odds_learned(known)) == Odds()
