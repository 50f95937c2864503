"""What this node will not say, and why; and what it fills in before it says it.

Laws. These rules bind what is typed at this node. A report is refused only for what the word itself
lacks, or where it names what nobody has put on the books: never for what is believed (run.kinds
tells reports and orders apart). What other devices have signed is kept whatever it says. What a
report does not go together with is shown (know.at_odds). A refusal is a sentence for the person.
"""

from collections.abc import Callable, Container
from itertools import pairwise
from typing import Any

import msgspec

from holdfast import facts as f
from holdfast.base.clock import DAY_MS, MINUTE_MS
from holdfast.base.errors import Refused
from holdfast.facts.said import Fact, Said, on_trial
from holdfast.know.bases import own_base
from holdfast.know.calls import call_id, open_calls
from holdfast.know.fold import fold
from holdfast.know.legs import begins_here
from holdfast.know.naming import holder_name, lot_name, person_name, vehicle_name
from holdfast.know.order import LONG_AGO_MS
from holdfast.know.people import is_dead
from holdfast.know.plausible import n_words
from holdfast.know.risk import is_threat
from holdfast.know.runs import Story, stories, story
from holdfast.know.state import State, scratch
from holdfast.know.stock import balance
from holdfast.run.book_rules import (
    accounted,
    believable,
    can_be,
    founded,
    fresh,
    holds,
    of_a_run,
    same_unit,
    set_so,
)
from holdfast.run.orders import chosen_before, refuse_call
from holdfast.run.whereabouts import whereabouts
from holdfast.run.word_rules import corrected, withdrawn

AHEAD_MS = 5 * MINUTE_MS
"""How far a stated time may lie ahead of our clock (assumed)."""
CHECK_S = (60.0, 86_400.0)
"""Shortest and longest time between two reports that may be ordered (assumed)."""
CRIES = (f.HelpCalled, f.ContactReported)
"""Taken of a run that nobody here knows: an older copy of the ledger may have been put back. From
then on all that it reports is."""
REPORTS = (f.Report, f.SightingReported, f.ThreatNoted, f.RoadClosed, f.RoadOpened, f.NoteLogged)
"""What was met or seen: kept whatever it is dated."""


def complete(
    state: State, fact: Fact, now_ms: int, stamp_ms: int | None = None, i: int = 0
) -> Fact:
    """Fill in what the state knows better than the speaker: where the team is, and how that is
    known (`placed`), so that nothing guessed is ever shown as said.

    At a site: the site. Else where the board reckons the team to be, or last heard of it. A team
    in contact is never turned away for want of a place: at the last, it is put at its base.

    Args:
        stamp_ms, i: as `on_trial` takes them.
    """
    if not isinstance(fact, f.ContactReported | f.HelpCalled | f.CacheLaid) or fact.at is not None:
        return fact
    told = _as_if_out(state, on_trial(fact, now_ms, stamp_ms, i))
    arrived = told.last(f.Arrived)
    if arrived and isinstance(arrived.fact, f.Arrived) and told.phase == "on_site":
        said = state.sites.get(arrived.fact.site)
        if said and isinstance(said.fact, f.SiteNoted):
            return msgspec.structs.replace(fact, at=said.fact.at, placed="site")
    fix = whereabouts(told, now_ms)
    if fix is not None:
        how = "reckoned" if fix.reckoned else "last"
        return msgspec.structs.replace(fact, at=f.Point(*fix.place), placed=how)
    base = own_base(state)
    if base is not None and not isinstance(fact, f.CacheLaid):
        return msgspec.structs.replace(fact, at=base.at, placed="base")
    return fact


def _as_if_out(state: State, word: Said) -> Story:
    """The run's story as it will be with this word: of a team said to be home, that it is out."""
    assert isinstance(word.fact, f.Report)  # noqa: S101  # who calls has looked
    told = story(state, word.fact.run)
    if told.home_ms is None:
        return told
    tried = scratch(state)
    fold(tried, word)
    return story(tried, word.fact.run)


def refuse(state: State, fact: Fact, now_ms: int) -> None:
    """Check a fact against what is known.

    Raises:
        Refused: it cannot have happened, or names what does not exist.
    """
    _times(fact, now_ms)
    if isinstance(fact, f.Report) and not isinstance(fact, f.RunTasked | f.HelpClosed):
        _run_known(state, fact)
    for rule in RULES.get(type(fact), ()):
        rule(state, fact)
    if isinstance(fact, f.StockMoved):
        fresh(state, fact, now_ms)
    if isinstance(fact, f.Corrected):
        refuse(*corrected(state, fact, now_ms), now_ms)


def _times(fact: Fact, now_ms: int) -> None:
    """What goes on the books is checked for slips of the hand; a report is never refused for its
    time: whose clock is wrong, nobody can tell from here, so it is kept and the difference shown.
    """
    if fact.when_ms is None or isinstance(fact, REPORTS):
        return
    if fact.when_ms > now_ms + AHEAD_MS:
        raise Refused(
            "This lies in the future by this machine's clock: check the time it happened, and the "
            "clock."
        )
    if fact.when_ms < now_ms - LONG_AGO_MS:
        raise Refused("This happened more than 31 days ago: check the time it happened.")


def _run_known(state: State, fact: f.Report) -> None:
    known = fact.run in state.tasked or fact.run in state.runs
    if not known and not isinstance(fact, CRIES):
        raise Refused(f"No run '{fact.run}' is known here: choose one from the board.")


def _need(register: Container[str], key: str, what: str) -> None:
    if key not in register:
        raise Refused(f"No {what} '{key}' is known here: put it on the books first.")


def _people(state: State, people: tuple[str, ...]) -> None:
    for person in people:
        _need(state.people, person, "person")
    if len(set(people)) < len(people):
        raise Refused("The same person is named twice.")


def _items(state: State, amounts: tuple[f.Amount, ...]) -> None:
    for amount in amounts:
        _need(state.items, amount.item, "item")
    if len({a.item for a in amounts}) < len(amounts):
        raise Refused("The same item is named twice: give one amount for each.")


def _not_home(state: State, run: str, means: str = "") -> None:
    """No order is given to a team that is said to be home; what it reports is always taken."""
    told = story(state, run)
    if told.home_ms is not None:
        raise Refused(f"{told.call} is home already{means}.")


def _tasked(state: State, fact: f.RunTasked) -> None:
    """1. All that is named is known. 2. The times are in order. 3. Nobody goes twice. 4. A team is
    told anew from where it is only while it is out, and all of it.
    """
    task = fact.tasking
    _need(state.bases, fact.base, "base")
    if not task.crew:
        raise Refused("A run needs somebody to go.")
    _people(state, task.crew)
    _alive(state, task)
    if task.lead not in task.crew:
        raise Refused(f"The lead, {person_name(state, task.lead)}, is not in the crew.")
    if task.vehicle is not None:
        _need(state.vehicles, task.vehicle, "vehicle")
    for stop in task.stops:
        _need(state.sites | state.bases, stop.site, "site")
    if task.home_ms < task.depart_ms:
        raise Refused("The run would be home before it leaves.")
    marks = [task.depart_ms, *(ms for stop in task.stops for ms in (stop.arrive_ms, stop.leave_ms))]
    if any(later < earlier for earlier, later in pairwise(marks)):
        raise Refused("The stops' times are not in the order of the stops.")
    if not CHECK_S[0] <= task.check_every_s <= CHECK_S[1]:
        raise Refused("Order a report at least once a day and at most once a minute.")
    _not_home(state, fact.run, f": give the new run another id than '{fact.run}'")
    refuse_call(state, fact.call, fact.run)
    _not_out_elsewhere(state, fact.run, task.crew, task.vehicle)
    if begins_here(task):
        _told_anew(state, fact)


def _alive(state: State, task: f.Tasking) -> None:
    """Nobody dead is told to go; who died out there is still of the team that is told anew."""
    dead = [person_name(state, p) for p in task.crew if is_dead(state, p)]
    if dead and not begins_here(task):
        raise Refused(f"{', '.join(dead)} is said to be dead, and cannot go.")


def _told_anew(state: State, fact: f.RunTasked) -> None:
    """The tasking of a team that is out is for everyone who is out with it, and nobody else."""
    told = story(state, fact.run)
    if not told.outside:
        raise Refused(
            f"{fact.call} is not out: only a team that is can be tasked from where it is."
        )
    out, crew = set(told.crew), set(fact.tasking.crew)
    if out - crew:
        names = ", ".join(person_name(state, p) for p in sorted(out - crew))
        raise Refused(f"{names} is out with {told.call}: the new tasking is for all who are.")
    if crew - out:
        names = ", ".join(person_name(state, p) for p in sorted(crew - out))
        raise Refused(f"{names} is not out with {told.call}.")


def _not_out_elsewhere(state: State, run: str, crew: tuple[str, ...], vehicle: str | None) -> None:
    """Nobody and nothing is on two runs at once."""
    for other in (s for s in stories(state).values() if s.outside and s.run != run):
        both = (set(other.crew) - set(other.inside)) & set(crew)
        if both:
            who = ", ".join(person_name(state, p) for p in sorted(both))
            raise Refused(f"{who} is out with {other.call}.")
        if vehicle is not None and other.tasking and other.tasking.vehicle == vehicle:
            raise Refused(f"{vehicle_name(state, vehicle)} is out with {other.call}.")


def _consent(state: State, fact: f.ConsentSaid) -> None:
    _need(state.people, fact.person, "person")


def _departed(state: State, fact: f.Departed) -> None:
    """Who left is a report, whoever had said yes; a second word adds its people."""
    if not fact.crew:
        raise Refused("Say who leaves.")
    _people(state, fact.crew)


def _arrived(state: State, fact: f.Arrived | f.LeftSite) -> None:
    _need(state.sites | state.bases, fact.site, "site")


def _found(state: State, fact: f.FoundReported) -> None:
    _need(state.sites | state.bases, fact.site, "site")
    _items(state, fact.found)
    _items(state, fact.taken)


def _cache(state: State, fact: f.CacheLaid) -> None:
    if fact.at is None:
        raise Refused("Say where the cache lies.")
    _items(state, fact.contents)
    if not any(a.n > 0 for a in fact.contents):
        raise Refused("A cache needs contents.")


def _lifted(state: State, fact: f.CacheLifted) -> None:
    _items(state, fact.taken)


def _silence(state: State, fact: f.SilencePlanned) -> None:
    if fact.end_ms <= fact.start_ms:
        raise Refused("The silence would end before it starts.")
    if fact.end_ms - fact.start_ms > DAY_MS:
        raise Refused("A planned silence may last a day at most.")
    _not_home(state, fact.run)


def _switched(_state: State, fact: f.WaySwitched) -> None:
    if fact.role not in ("back", "fallback"):
        raise Refused("Switch to the fallback or to the way back.")


def _home(state: State, fact: f.CameHome) -> None:
    """Of each person the word said last holds (know.headcount); whom none names is asked about."""
    _people(state, fact.home + fact.missing)


def _help_closed(state: State, fact: f.HelpClosed) -> None:
    """A call is closed by a person, and only one that is open."""
    told = story(state, fact.run)
    if fact.by is None:
        raise Refused(f"Say who closes the call for help of {told.call}: it takes a name.")
    _need(state.people, fact.by, "person")
    still = {call_id(said) for said in open_calls(told)}
    if not still:
        raise Refused(f"No call for help of {told.call} is open.")
    strange = set(fact.calls) - still
    if strange:
        raise Refused(f"{min(strange)} is no open call for help of {told.call}.")


def _called_off(state: State, fact: f.RunCalledOff) -> None:
    _not_home(state, fact.run)


def _moved(state: State, fact: f.StockMoved) -> None:
    """A movement is of something, from somewhere else, and no more than lies there."""
    _need(state.lots, fact.lot, "lot")
    if fact.n <= 0:
        raise Refused("A movement needs an amount above zero.")
    if fact.source == fact.target:
        raise Refused("A movement needs two different holders.")
    for holder in (fact.source, fact.target):
        _holder(state, holder)
    held = balance(state, fact.lot, fact.source)
    if fact.source != "outside" and fact.n > held + 1e-9:
        where = holder_name(state, fact.source)
        raise Refused(
            f"Only {n_words(held)} of {lot_name(state, fact.lot)} is at {where}, not "
            f"{n_words(fact.n)}."
        )


def _holder(state: State, holder: str) -> None:
    kind, _, key = holder.partition(":")
    books: dict[str, Any] = {
        "base": state.bases, "run": state.tasked, "cache": state.caches, "site": state.sites
    }  # fmt: skip
    if kind in books:
        _need(books[kind], key, kind)


def _counted(state: State, fact: f.StockCounted) -> None:
    _need(state.lots, fact.lot, "lot")
    _holder(state, fact.holder)


def _person(state: State, fact: f.PersonRegistered) -> None:
    _need(state.bases, fact.base, "base")


def _vehicle(state: State, fact: f.VehicleRegistered) -> None:
    _need(state.bases, fact.base, "base")


def _pair(state: State, fact: f.PairNoted) -> None:
    _people(state, (fact.one, fact.other))


def _sighting(state: State, fact: f.SightingReported) -> None:
    if not 0 < fact.radius_m <= 100_000:
        raise Refused("A danger needs a radius between 1 m and 100 km.")
    _items(state, fact.contents)
    if fact.site is not None:
        _need(state.sites | state.bases, fact.site, "site")


def _threat(_state: State, fact: f.ThreatNoted) -> None:
    if not 0 < fact.radius_m <= 100_000:
        raise Refused("A threat needs a radius between 1 m and 100 km.")


def _closure(_state: State, fact: f.RoadClosed) -> None:
    if not 0 < fact.radius_m <= 5_000:
        raise Refused("A closed road needs a radius between 1 m and 5 km.")


def _lift(state: State, fact: f.ThreatLifted) -> None:
    if not is_threat(state, fact.threat):
        raise Refused(f"No threat '{fact.threat}' is known here.")


def _chosen(state: State, fact: f.PlanChosen) -> None:
    _need(state.offered, fact.plan, "plan with options")
    offered = state.offered[fact.plan].fact
    letters = [o.letter for o in offered.options] if isinstance(offered, f.PlanOffered) else []
    if fact.letter not in letters:
        raise Refused(f"This plan has no option {fact.letter}: it has {', '.join(letters)}.")
    chosen_before(state, fact.plan, fact.letter)


def _asked(state: State, fact: f.PlanAsked) -> None:
    """Rest that is owed is set aside by somebody, by name."""
    if not fact.despite_rest:
        return
    _people(state, fact.despite_rest)
    if fact.by is None or fact.by not in state.people:
        who = ", ".join(person_name(state, p) for p in fact.despite_rest)
        raise Refused(f"Say who orders that {who} may go although rest is owed: it takes a name.")


def _device(_state: State, fact: f.DeviceTakenIn) -> None:
    """Whose words are believed is for a person to answer for."""
    if fact.by is None:
        raise Refused("Say who takes this device in: it needs a person's name.")


def _debriefed(state: State, fact: f.Debriefed) -> None:
    if fact.run not in state.tasked:
        raise Refused(f"No run '{fact.run}' is known here.")
    if story(state, fact.run).home_ms is None:
        raise Refused("The run is not home yet: debrief it when it is.")
    if not (fact.words or says_something(fact.met)):
        raise Refused(NOTHING_SAID)


NOTHING_SAID = (
    "Nothing is answered: say of at least one assumption what was met or whether it held, or write "
    "what there is to say."
)


def says_something(met: tuple[f.Met, ...]) -> bool:
    """Whether any of these answers says what was met, or whether it held."""
    return any(answer.found.strip() or answer.held is not None for answer in met)


RULES: dict[type[Fact], tuple[Callable[[State, Any], None], ...]] = {
    f.BaseFounded: (founded,),
    f.DeviceTakenIn: (_device,),
    f.RationSet: (can_be,),
    f.SettingChosen: (set_so,),
    f.PersonRegistered: (_person, can_be),
    f.ReadinessSaid: (lambda s, x: _need(s.people, x.person, "person"),),
    f.PairNoted: (_pair,),
    f.VehicleRegistered: (_vehicle, can_be),
    f.VehicleReadinessSaid: (lambda s, x: _need(s.vehicles, x.vehicle, "vehicle"), believable),
    f.PostureSet: (lambda s, x: _need(s.bases, x.base, "base"),),
    f.BroughtInCounted: (of_a_run,),
    f.HarmAccounted: (accounted,),
    f.ItemDefined: (same_unit, can_be),
    f.LotDefined: (lambda s, x: _need(s.items, x.item, "item"),),
    f.StockMoved: (_moved, holds),
    f.StockCounted: (_counted,),
    f.SightingReported: (_sighting,),
    f.ThreatNoted: (_threat,),
    f.ThreatLifted: (_lift,),
    f.RoadClosed: (_closure,),
    f.RoadOpened: (lambda s, x: _need(s.closures, x.closure, "closure"),),
    f.PlanAsked: (_asked,),
    f.PlanChosen: (_chosen,),
    f.RunTasked: (_tasked,),
    f.ConsentSaid: (_consent,),
    f.Departed: (_departed,),
    f.Arrived: (_arrived,),
    f.FoundReported: (_found,),
    f.CacheLaid: (_cache,),
    f.CacheLifted: (_lifted,),
    f.LeftSite: (_arrived,),
    f.WaySwitched: (_switched,),
    f.SilencePlanned: (_silence,),
    f.HelpClosed: (_help_closed,),
    f.RunCalledOff: (_called_off,),
    f.CameHome: (_home,),
    f.RunRehearsed: (of_a_run,),
    f.Debriefed: (_debriefed,),
    f.Withdrawn: (withdrawn,),
    f.Corrected: (withdrawn,),
}
