"""Reports and orders: what happened is kept whatever is believed, and the clash is shown."""

from typing import get_args

import pytest
from tests.unit.run.test_rules import AT, check, found, world

from data.toys import MIN, NOON, H, Talk, tasked, toy, toy_out, way
from holdfast import facts as f
from holdfast.facts.said import Fact
from holdfast.know.caches import caches
from holdfast.know.disagreements import clashes, disagreements
from holdfast.know.people import persons, roll
from holdfast.run.alarms import alarms
from holdfast.run.kinds import KINDS


def told(talk: Talk, fact: Fact) -> list[str]:
    """It is taken; what it clashes with, as the answer has it and as everybody sees it."""
    check(talk, fact)
    talk.at(NOON + H, fact)
    clash = clashes(talk.state, [fact])
    assert set(clash) <= set(disagreements(talk.state))
    return [c.what for c in clash]


def test_every_kind_of_word_is_a_report_an_order_or_a_record() -> None:
    """The one table names them all, and nothing else."""
    assert set(KINDS) == set(get_args(f.AnyFact))


def test_who_left_without_having_said_yes_has_left_all_the_same() -> None:
    """It is what the gate saw: they count as outside, with their clock; the clash names them."""
    talk = world()
    talk.at(NOON, f.ConsentSaid(run="run-2", person="mark", yes=False))

    clash = told(talk, f.Departed(run="run-2", crew=("mark",)))

    assert clash == ["Mark left with KESTREL 2 without having said yes"]
    [mark] = [p for p in persons(talk.state, NOON + 2 * H) if p.person == "mark"]
    assert mark.state == "outside"
    assert any("without having said yes" in a.what for a in alarms(talk.state, NOON + 2 * H))


def test_a_yes_that_is_recorded_later_answers() -> None:
    """The clash is gone with the word that was missing; a yes to an older tasking is none."""
    talk = world()
    talk.at(NOON, f.ConsentSaid(run="run-2", person="mark", yes=True))
    talk.at(NOON + 1, tasked("run-2", "KESTREL 2", crew=("mark",), lead="mark", hazard=0.9))
    go = f.Departed(run="run-2", crew=("mark",))
    assert told(talk, go) == ["Mark left with KESTREL 2 without having said yes"]

    assert told(talk, f.ConsentSaid(run="run-2", person="mark", yes=True)) == []


def test_an_answer_of_somebody_who_was_not_asked_is_kept_and_shown() -> None:
    """Who goes in the place of another says so at the gate."""
    clash = told(world(), f.ConsentSaid(run="run-2", person="kai", yes=True))

    assert clash == ["Kai said yes to going with KESTREL 2, and was not asked"]


def test_whom_a_count_forgets_is_out_and_asked_about() -> None:
    """Nobody says whether Kai is in: not home, an alarm, and the clash until somebody does."""
    talk = world()

    clash = told(talk, f.CameHome(run="run-1", home=("leila",)))

    assert clash == ["KESTREL 1 is home, and nobody has said whether Kai is"]
    assert roll(talk.state, NOON + 2 * H).lost == 1
    assert any(a.what == "Not everyone is home: Kai" for a in alarms(talk.state, NOON + 2 * H))
    assert told(talk, f.CameHome(run="run-1", home=("kai",))) == []
    assert roll(talk.state, NOON + 2 * H).lost == 0


def test_more_taken_than_found_is_kept_with_both_figures() -> None:
    """A tired team's figures: the report stands, and somebody asks."""
    talk = world()
    clash = told(talk, found(3, 9))

    assert clash == ["KESTREL 1 took more at Depot than it found"]
    [both] = clashes(talk.state, [found(3, 9)])
    assert both.versions[0].words == "9 pack of Ration taken, 3 found"


def test_a_cache_that_nobody_heard_of_can_be_lifted() -> None:
    """The word of its laying may still be on another phone."""
    talk = world()
    clash = told(
        talk, f.CacheLifted(run="run-1", cache="nobody-told", taken=(f.Amount("ration", 2),))
    )

    assert clash == ["2 pack of Ration more was lifted from a cache than lay in it"]


def test_a_cache_is_topped_up_under_its_own_name() -> None:
    """What is laid at a cache again adds to it."""
    talk = world()
    told(talk, f.CacheLaid(run="run-1", cache="ramp", at=AT, contents=(f.Amount("ration", 2),)))

    [cache] = caches(talk.state)
    assert cache.contents == (("Ration", 5.0, "pack"),)


def test_a_way_that_they_were_not_told_is_kept_and_shown() -> None:
    """They know where they go better than the base does."""
    talk = toy()
    talk.at(NOON - H, tasked(ways=(way("out"), way("back"))), f.CheckedIn(run="run-1"))

    assert "KESTREL 1 takes the fallback and was told none" in told(
        talk, f.WaySwitched(run="run-1", role="fallback")
    )


def test_leaving_a_site_does_not_wait_for_the_word_of_reaching_it() -> None:
    """Of two words on a bad link the first may be lost."""
    assert told(toy_out(), f.LeftSite(run="run-1", site="depot")) == []


def test_people_counted_in_before_the_run_is_home_are_kept_and_shown() -> None:
    """Somebody carried them in ahead of the team."""
    clash = told(world(), f.BroughtInCounted(run="run-1", n=3))

    assert clash == ["3 people were counted in with KESTREL 1, which is not home"]


@pytest.mark.parametrize(
    "cry",
    [
        f.HelpCalled(run="nobody-knows", need="casualty"),
        f.ContactReported(run="nobody-knows", size=3, unit="armed"),
    ],
    ids=lambda c: type(c).__name__,
)
def test_a_cry_of_a_team_that_nobody_knows_is_an_alarm(cry: Fact) -> None:
    """An older copy of the ledger was put back: the team is out there all the same."""
    talk = toy()
    check(talk, cry)
    talk.at(NOON, cry)

    def grave() -> bool:
        found = alarms(talk.state, NOON + 3 * MIN)
        return any(a.run == "nobody-knows" and a.severity == "critical" for a in found)

    assert grave()
    home = f.CameHome(run="nobody-knows", home=())
    check(talk, home)
    talk.at(NOON + MIN, home)
    if isinstance(cry, f.HelpCalled):
        assert grave(), "a call for help is closed by its own word alone"
        close = f.HelpClosed(run="nobody-knows", by="leila", reason="safe")
        check(talk, close)
        talk.at(NOON + 2 * MIN, close)
    assert not grave(), "who has been heard can be counted in"
