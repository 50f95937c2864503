"""The law of reports: what was reported before changes nothing of whether a report is taken."""

import hypothesis.strategies as st
import msgspec
from hypothesis import HealthCheck, assume, given, settings

from data.saying import KEYS, KINDS, stamps, structs
from data.toys import Talk, tasked, toy
from holdfast import facts as f
from holdfast.base.errors import Refused
from holdfast.facts.said import Fact, Said
from holdfast.know.fold import fold_all
from holdfast.know.state import State
from holdfast.run.kinds import KINDS as OF_EACH
from holdfast.run.rules import complete, refuse

REPORTS = tuple(kind for kind in KINDS if OF_EACH[kind] == "report")
OF_RUNS = tuple(kind for kind in REPORTS if issubclass(kind, f.Report))


def of_run(kinds: tuple[type[Fact], ...]) -> st.SearchStrategy[Fact]:
    """Reports about one run, so that they meet."""
    return st.one_of(*(structs(kind) for kind in kinds)).map(
        lambda fact: msgspec.structs.replace(fact, run="a")
    )


TURNS = (f.Departed, f.CameHome, f.Arrived, f.ConsentSaid, f.CacheLaid, f.BroughtInCounted)
reports = st.one_of(of_run(OF_RUNS), *(structs(kind) for kind in REPORTS))
heard = st.dictionaries(stamps, st.one_of(of_run(TURNS), reports), max_size=12)
NOW = 1_795_168_800_000


def books() -> Talk:
    """A base with two of everything that a report may name, and two runs."""
    talk = toy()
    for key in KEYS:
        talk.at(
            1,
            f.PersonRegistered(person=key, name=key, base="compound"),
            f.SiteNoted(site=key, name=key, at=f.Point(0, 0), what="store"),
            f.ItemDefined(item=key, name=key, unit="kg", need="food"),
            f.LotDefined(lot=key, item=key),
            f.VehicleRegistered(
                vehicle=key, name=key, base="compound", mode="car", seats=4, tank_l=60
            ),
            f.ThreatNoted(
                threat=key,
                name=key,
                what="armed",
                at=f.Point(0, 0),
                radius_m=10,
                reliability="B",
                credibility="2",
            ),
            f.RoadClosed(closure=key, at=f.Point(0, 0), radius_m=10),
        )
        talk.at(2, tasked(key, key.upper()))
    return talk


BOOKS = tuple(books().said)


def taken(state: State, fact: Fact) -> bool:
    """Whether the rules take it."""
    try:
        refuse(state, complete(state, fact, NOW), NOW)
    except Refused:
        return False
    return True


@settings(suppress_health_check=list(HealthCheck), deadline=None, max_examples=400)
@given(heard, reports)
def test_a_report_is_taken_whatever_was_reported_before(
    before: dict[object, Fact], report: Fact
) -> None:
    """Of all kinds and in any order, about two runs: what is taken first is taken last."""
    assume(taken(fold_all(BOOKS), report))
    history = [*BOOKS, *(Said(stamp, fact) for stamp, fact in before.items())]  # type: ignore[arg-type]

    assert taken(fold_all(history), report)
