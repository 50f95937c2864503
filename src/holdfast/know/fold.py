"""The one table that says what each fact changes.

Laws. A folder never raises, never reads a clock, and commutes with every other: any order and any
repetition of the same facts gives an equal State (tests/property/test_fold.py).
"""

from collections.abc import Callable, Iterable
from typing import Any

from holdfast import facts as f
from holdfast.facts.said import Fact, Said
from holdfast.know.state import Each, EachBy, Register, State, keep_each, keep_latest

Folder = Callable[[State, Said, Any], None]


def latest(pick: Callable[[State], Register], key: str) -> Folder:
    """A folder that keeps the latest word for the fact's own `key`."""

    def on_fact(state: State, said: Said, fact: Any) -> None:
        keep_latest(pick(state), getattr(fact, key), said)

    return on_fact


def each(pick: Callable[[State], Each]) -> Folder:
    """A folder that keeps every word."""

    def on_fact(state: State, said: Said, _fact: Any) -> None:
        pick(state)[said.stamp] = said

    return on_fact


def each_by(pick: Callable[[State], EachBy], key: str) -> Folder:
    """A folder that keeps every word, grouped by the fact's own `key`."""

    def on_fact(state: State, said: Said, fact: Any) -> None:
        keep_each(pick(state), getattr(fact, key), said)

    return on_fact


def on_pair_noted(state: State, said: Said, fact: f.PairNoted) -> None:
    """A pair has no order."""
    keep_latest(state.pairs, "|".join(sorted((fact.one, fact.other))), said)


def on_fuel_read(state: State, said: Said, fact: f.VehicleReadinessSaid) -> None:
    """Every reading of a gauge is kept: it stands while the vehicle's state is said anew."""
    if fact.fuel_l is not None:
        keep_each(state.fuel_read, fact.vehicle, said)


on_run = each_by(lambda s: s.runs, "run")

FOLDERS: dict[type[Fact], tuple[Folder, ...]] = {
    f.BaseFounded: (latest(lambda s: s.bases, "base"),),
    f.PostureSet: (latest(lambda s: s.postures, "base"),),
    f.RationSet: (latest(lambda s: s.rations, "need"),),
    f.NoteLogged: (each(lambda s: s.notes),),
    f.AlarmSeen: (latest(lambda s: s.alarms_seen, "alarm"),),
    f.DeviceTakenIn: (each_by(lambda s: s.devices, "device"),),
    f.PersonRegistered: (latest(lambda s: s.people, "person"),),
    f.ReadinessSaid: (latest(lambda s: s.readiness, "person"),),
    f.PairNoted: (on_pair_noted,),
    f.VehicleRegistered: (latest(lambda s: s.vehicles, "vehicle"),),
    f.VehicleReadinessSaid: (latest(lambda s: s.vehicle_readiness, "vehicle"), on_fuel_read),
    f.ItemDefined: (latest(lambda s: s.items, "item"),),
    f.LotDefined: (latest(lambda s: s.lots, "lot"),),
    f.StockMoved: (each_by(lambda s: s.stock, "lot"),),
    f.StockCounted: (each_by(lambda s: s.stock, "lot"),),
    f.SiteNoted: (latest(lambda s: s.sites, "site"),),
    f.SightingReported: (each(lambda s: s.sightings),),
    f.ThreatNoted: (latest(lambda s: s.threats, "threat"),),
    f.ThreatLifted: (latest(lambda s: s.lifted, "threat"),),
    f.RoadClosed: (latest(lambda s: s.closures, "closure"),),
    f.RoadOpened: (latest(lambda s: s.openings, "closure"),),
    f.PlanAsked: (latest(lambda s: s.asked, "plan"),),
    f.PlanOffered: (latest(lambda s: s.offered, "plan"),),
    f.PlanChosen: (each_by(lambda s: s.chosen, "plan"),),
    f.RunTasked: (on_run, each_by(lambda s: s.tasked, "run")),
    f.ConsentSaid: (on_run,),
    f.Departed: (on_run,),
    f.CheckedIn: (on_run,),
    f.Arrived: (on_run,),
    f.ContactReported: (on_run, each(lambda s: s.contacts)),
    f.FoundReported: (on_run, each_by(lambda s: s.searches, "site")),
    f.PeopleFound: (on_run,),
    f.CacheLaid: (on_run, each_by(lambda s: s.caches, "cache")),
    f.CacheLifted: (on_run, each_by(lambda s: s.caches, "cache")),
    f.LeftSite: (on_run,),
    f.TurnedBack: (on_run,),
    f.WaySwitched: (on_run,),
    f.SilencePlanned: (on_run,),
    f.HelpCalled: (on_run,),
    f.HelpClosed: (on_run,),
    f.RunCalledOff: (on_run,),
    f.CameHome: (on_run,),
    f.BroughtInCounted: (latest(lambda s: s.brought_in, "run"),),
    f.HarmAccounted: (latest(lambda s: s.harm, "contact"),),
    f.RunRehearsed: (latest(lambda s: s.rehearsals, "run"),),
    f.Debriefed: (each_by(lambda s: s.debriefs, "run"),),
    f.Unknown: (each(lambda s: s.unknown),),
}


def fold(state: State, said: Said) -> State:
    """Let one fact change the state; the same state comes back, for chaining."""
    for folder in FOLDERS[type(said.fact)]:
        folder(state, said, said.fact)
    ref = said.fact.ref
    if ref is not None and state.refs.get(ref, said.stamp) >= said.stamp:
        state.refs[ref] = said.stamp
    return state


def fold_all(history: Iterable[Said]) -> State:
    """The state that this history leads to."""
    state = State()
    for said in history:
        fold(state, said)
    return state
