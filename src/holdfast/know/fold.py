"""The one table that says what each fact changes.

Laws. A folder never raises, never reads a clock, and commutes with every other: any order and any
repetition of the same facts gives an equal State (tests/property/test_fold.py).
"""

from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import Any, NamedTuple

from holdfast import facts as f
from holdfast.facts.said import Fact, Said
from holdfast.know.register import Register
from holdfast.know.state import Each, EachBy, State
from holdfast.know.taking_back import ABOUT_WORDS, in_force, key_of, target_of, word_at

Kept = Callable[[State, Said, Any], None]


class Folder(NamedTuple):
    """What a fact changes in one part of the State, and how that is undone when it is taken back.

    Each is called with the state, the word and its fact.
    """

    keep: Kept
    drop: Kept


def latest(pick: Callable[[State], Register], key: Callable[[Any], str]) -> Folder:
    """A folder that keeps the words for the fact's own key, of which the latest is current."""
    return Folder(
        lambda state, said, fact: pick(state).keep(key(fact), said),
        lambda state, said, fact: pick(state).take_back(key(fact), said.stamp),
    )


def each(pick: Callable[[State], Each]) -> Folder:
    """A folder that keeps every word."""

    def keep(state: State, said: Said, _fact: Any) -> None:
        pick(state)[said.stamp] = said

    def drop(state: State, said: Said, _fact: Any) -> None:
        pick(state).pop(said.stamp, None)

    return Folder(keep, drop)


def each_by(
    pick: Callable[[State], EachBy],
    key: Callable[[Any], str],
    counts: Callable[[Any], bool] | None = None,
) -> Folder:
    """A folder that keeps every word that counts, grouped by the fact's own key."""

    def keep(state: State, said: Said, fact: Any) -> None:
        if counts is None or counts(fact):
            pick(state).setdefault(key(fact), {})[said.stamp] = said

    def drop(state: State, said: Said, fact: Any) -> None:
        groups, group = pick(state), key(fact)
        if group in groups:
            groups[group].pop(said.stamp, None)
            if not groups[group]:
                groups.drop(group)

    return Folder(keep, drop)


def anew(folder: Folder) -> Folder:
    """A folder of what every view reads: whatever was remembered is worked out anew."""

    def keep(state: State, said: Said, fact: Any) -> None:
        folder.keep(state, said, fact)
        state.n_turns += 1

    return Folder(keep, folder.drop)


def _pair(fact: f.PairNoted) -> str:
    """A pair has no order."""
    return "|".join(sorted((fact.one, fact.other)))


of_run, of_vehicle = attrgetter("run"), attrgetter("vehicle")
on_run = each_by(lambda s: s.runs, of_run)
fuel_read = each_by(lambda s: s.fuel_read, of_vehicle, lambda fact: fact.fuel_l is not None)
"""Every reading of a gauge is kept: it stands while the vehicle's state is said anew."""

FOLDERS: dict[type[Fact], tuple[Folder, ...]] = {
    f.BaseFounded: (latest(lambda s: s.bases, attrgetter("base")),),
    f.PostureSet: (latest(lambda s: s.postures, attrgetter("base")),),
    f.RationSet: (latest(lambda s: s.rations, attrgetter("need")),),
    f.SettingChosen: (anew(latest(lambda s: s.settings, attrgetter("name"))),),
    f.NoteLogged: (each(lambda s: s.notes),),
    f.AlarmSeen: (latest(lambda s: s.alarms_seen, attrgetter("alarm")),),
    f.DeviceTakenIn: (each_by(lambda s: s.devices, attrgetter("device")),),
    f.PersonRegistered: (latest(lambda s: s.people, attrgetter("person")),),
    f.ReadinessSaid: (latest(lambda s: s.readiness, attrgetter("person")),),
    f.PairNoted: (latest(lambda s: s.pairs, _pair),),
    f.VehicleRegistered: (latest(lambda s: s.vehicles, attrgetter("vehicle")),),
    f.VehicleReadinessSaid: (
        latest(lambda s: s.vehicle_readiness, of_vehicle),
        fuel_read,
    ),
    f.ItemDefined: (latest(lambda s: s.items, attrgetter("item")),),
    f.LotDefined: (latest(lambda s: s.lots, attrgetter("lot")),),
    f.StockMoved: (each_by(lambda s: s.stock, attrgetter("lot")),),
    f.StockCounted: (each_by(lambda s: s.stock, attrgetter("lot")),),
    f.SiteNoted: (latest(lambda s: s.sites, attrgetter("site")),),
    f.SightingReported: (each(lambda s: s.sightings),),
    f.ThreatNoted: (latest(lambda s: s.threats, attrgetter("threat")),),
    f.ThreatLifted: (latest(lambda s: s.lifted, attrgetter("threat")),),
    f.RoadClosed: (latest(lambda s: s.closures, attrgetter("closure")),),
    f.RoadOpened: (latest(lambda s: s.openings, attrgetter("closure")),),
    f.PlanAsked: (latest(lambda s: s.asked, attrgetter("plan")),),
    f.PlanOffered: (latest(lambda s: s.offered, attrgetter("plan")),),
    f.PlanChosen: (each_by(lambda s: s.chosen, attrgetter("plan")),),
    f.RunTasked: (on_run, each_by(lambda s: s.tasked, attrgetter("run"))),
    f.ConsentSaid: (on_run,),
    f.Departed: (on_run,),
    f.CheckedIn: (on_run,),
    f.Arrived: (on_run,),
    f.ContactReported: (on_run, each(lambda s: s.contacts)),
    f.FoundReported: (on_run, each_by(lambda s: s.searches, attrgetter("site"))),
    f.PeopleFound: (on_run,),
    f.CacheLaid: (on_run, each_by(lambda s: s.caches, attrgetter("cache"))),
    f.CacheLifted: (on_run, each_by(lambda s: s.caches, attrgetter("cache"))),
    f.LeftSite: (on_run,),
    f.TurnedBack: (on_run,),
    f.WaySwitched: (on_run,),
    f.SilencePlanned: (on_run,),
    f.HelpCalled: (on_run,),
    f.HelpClosed: (on_run,),
    f.RunCalledOff: (on_run,),
    f.CameHome: (on_run,),
    f.BroughtInCounted: (latest(lambda s: s.brought_in, attrgetter("run")),),
    f.HarmAccounted: (latest(lambda s: s.harm, attrgetter("contact")),),
    f.RunRehearsed: (latest(lambda s: s.rehearsals, attrgetter("run")),),
    f.Debriefed: (each_by(lambda s: s.debriefs, attrgetter("run")),),
    f.Unknown: (each(lambda s: s.unknown),),
    f.Withdrawn: (),
    f.Corrected: (),
}


KEEPERS = {kind: tuple(folder.keep for folder in folders) for kind, folders in FOLDERS.items()}


def fold(state: State, said: Said) -> State:
    """Let one fact change the state; the same state comes back, for chaining."""
    ref = said.fact.ref
    if ref is not None and state.refs.get(ref, said.stamp) >= said.stamp:
        state.refs[ref] = said.stamp
    if isinstance(said.fact, ABOUT_WORDS):
        _take_back(state, said)
        return state
    if state.words is not None:
        state.words[key_of(said)] = said
    counts = in_force(state, said) if state.takings else said
    if counts is not said:
        _set_aside(state, said, counts)
    if counts is not None:
        for keep in KEEPERS[type(counts.fact)]:
            keep(state, counts, counts.fact)
    return state


def _set_aside(state: State, word: Said, counts: Said | None) -> None:
    """Keep a word apart, and what counts in its place."""
    key = key_of(word)
    state.taken_back[key] = word
    if counts is None:
        state.put_right.pop(key, None)
    else:
        state.put_right[key] = counts


def _take_back(state: State, said: Said) -> None:
    """See anew what counts: of those that are about this word (of an undoing they count no more),
    of this one, and of the one that it is about; where one changes, of what that is about in turn.
    """
    target, own = target_of(said.fact), key_of(said)
    if target is None:
        return  # it says of no word where it stands
    state.takings.setdefault(target, {})[said.stamp] = said
    if state.words is not None:
        state.words[own] = said
    todo = [target, own, *map(key_of, state.takings.get(own, {}).values())]
    while todo:
        word = word_at(state, todo.pop())
        if word is None:
            continue
        key, counts = key_of(word), in_force(state, word)
        counted = state.put_right.get(key) if key in state.taken_back else word
        settled = (counts is word) == (key not in state.taken_back)
        if settled and counts == counted:
            continue
        if counts is word:
            del state.taken_back[key]
            state.put_right.pop(key, None)
        else:
            _set_aside(state, word, counts)
        for folder in FOLDERS[type(word.fact)]:
            if counted is not None:
                folder.drop(state, counted, counted.fact)
            if counts is not None:
                folder.keep(state, counts, counts.fact)
        state.n_turns += 1
        further = target_of(word.fact)
        todo += [further] if further else []


def fold_all(history: Iterable[Said]) -> State:
    """The state that this history leads to."""
    state = State()
    for said in history:
        fold(state, said)
    return state
