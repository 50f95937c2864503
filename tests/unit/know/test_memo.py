"""What views remember is worked out anew as soon as a fact that they read has come."""

import pytest

from data.toys import DEPOT, NOON, H, Talk, tasked, toy, toy_out
from holdfast import facts as f
from holdfast.base.clock import Stamp
from holdfast.facts.said import Said
from holdfast.know.fold import fold, fold_all
from holdfast.know.risk import threats
from holdfast.know.runs import stories
from holdfast.know.sites import sites
from holdfast.know.state import State, remembered
from holdfast.know.stock import balances


def shown(state: State) -> str:
    """All that comes out of what is remembered."""
    return repr((stories(state), balances(state), threats(state, NOON), sites(state, NOON)))


def armed(at: f.Point) -> f.ThreatNoted:
    """A threat of 800 m about a place."""
    return f.ThreatNoted(
        threat="jace", name="J", what="armed", at=at, radius_m=800, reliability="B",
        credibility="2",
    )  # fmt: skip


@pytest.mark.parametrize(
    "fact",
    [
        f.CheckedIn(run="run-1"),
        tasked(hazard=0.9),
        f.Debriefed(run="run-1"),
        f.StockMoved(lot="lot-1", n=1, source="base:compound", target="used", reason="issued"),
        f.StockCounted(lot="lot-1", holder="base:compound", n=3),
        armed(f.Point(40.0, 40.0)),
        f.ContactReported(run="run-1", unit="armed", at=f.Point(*DEPOT)),
        f.ThreatLifted(threat="jace"),
        f.SightingReported(
            sighting="s", at=f.Point(*DEPOT), about="stock", words="", reliability="A",
            credibility="1", site="depot", contents=(f.Amount("ration", 9),),
        ),
        f.FoundReported(run="run-1", site="depot", searched="all"),
        f.SiteNoted(site="depot", name="Mill", at=f.Point(*DEPOT), what="mill"),
    ],
    ids=lambda x: type(x).__name__,
)  # fmt: skip
def test_a_state_that_was_looked_at_shows_the_next_fact(fact: f.Fact) -> None:
    """As one shows it that is looked at for the first time; and it is another view than before."""
    talk = looked_at()
    state = talk.state
    before = shown(state)
    said = talk.at(NOON, fact)
    fold(state, said)

    assert shown(state) == shown(fold_all(talk.said))
    assert shown(state) != before


def looked_at() -> Talk:
    """KESTREL 1 home again, with a threat, a contact, a rumour and stock."""
    talk = toy_out()
    talk.at(
        NOON - H,
        armed(f.Point(*DEPOT)),
        f.ContactReported(run="run-1", unit="armed", at=f.Point(*DEPOT)),
        f.StockMoved(
            lot="lot-1", n=9, source="outside", target="base:compound", reason="received"
        ),
        f.SightingReported(
            sighting="r", at=f.Point(*DEPOT), about="stock", words="", reliability="D",
            credibility="3", site="depot", contents=(f.Amount("ration", 5),),
        ),
    )  # fmt: skip
    talk.at(NOON - 1, f.CameHome(run="run-1", home=("leila", "kai")))
    return talk


def test_what_is_remembered_is_dropped_when_its_version_changes() -> None:
    """Worked out once a version; no part of what makes two states equal."""
    state, calls = State(), []
    for version in (1, 1, 2, 2, 1):
        remembered(state, "x", version, lambda: calls.append(0))

    assert len(calls) == 3
    assert state == State()


def test_an_older_word_that_replaces_nothing_changes_nothing() -> None:
    """A register keeps its latest word, also when an older one comes after it."""
    talk = toy()
    state = talk.state
    old = Said(Stamp(0, 0, "zz", 0), f.SiteNoted(
        site="depot", name="Old", at=f.Point(*DEPOT), what="mill"
    ))  # fmt: skip

    assert shown(fold(state, old)) == shown(talk.state)
