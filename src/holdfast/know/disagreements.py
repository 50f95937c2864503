"""Where facts exclude each other: all versions, and who said them. Nothing here is ever resolved
by dropping one; a person answers with a later fact."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations

from holdfast import facts as f
from holdfast.base.clock import MAX_SKEW_MS
from holdfast.facts.said import Said
from holdfast.know.at_odds import Disagreement, run_at_odds, version
from holdfast.know.caches import overdrawn
from holdfast.know.choices import standing
from holdfast.know.legs import begins_here
from holdfast.know.log import line
from holdfast.know.naming import holder_name, person_name, site_name, vehicle_name
from holdfast.know.order import heard_at_ms
from holdfast.know.plausible import n_words
from holdfast.know.runs import Story, stories, story
from holdfast.know.state import Each, State
from holdfast.know.stock import balances, item_named, item_of
from holdfast.know.taking_back import takers


def disagreements(state: State) -> list[Disagreement]:
    """Every disagreement, newest first."""
    found = [
        *_plans(state),
        *_taskings(state),
        *_double_booked(state),
        *(clash for told in stories(state).values() for clash in run_at_odds(state, told)),
        *_overdrawn(state),
        *_caches(state),
        *_put_right_twice(state),
    ]
    return sorted(found, key=lambda d: (-d.since_ms, d.key))


def clashes(state: State, about: Iterable[f.Fact]) -> list[Disagreement]:
    """What these reports do not go together with, once they are believed: of their runs, and of the
    caches that they name; newest first.
    """
    facts = list(about)
    runs = {fact.run: story(state, fact.run) for fact in facts if isinstance(fact, f.Report)}
    runs |= {c.run: story(state, c.run) for c in facts if isinstance(c, f.BroughtInCounted)}
    lifted = {fact.cache for fact in facts if isinstance(fact, f.CacheLifted)}
    found = [clash for told in runs.values() for clash in run_at_odds(state, told)]
    found += [c for c in _caches(state) if c.key.split(":")[1] in lifted] if lifted else []
    return sorted(found, key=lambda d: (-d.since_ms, d.key))


def _plans(state: State) -> list[Disagreement]:
    """Two options of one plan were chosen, and neither was called off."""
    found, told = [], stories(state)
    for plan, words in state.chosen.items():
        choices = {
            s.fact.letter: s
            for s in words.values()
            if isinstance(s.fact, f.PlanChosen) and standing(s.fact, told)
        }
        if len(choices) > 1:
            versions = tuple(version(s, f"chose option {k}") for k, s in sorted(choices.items()))
            found.append(Disagreement(f"plan:{plan}", "Two options were chosen", versions))
    return found


def _taskings(state: State) -> list[Disagreement]:
    """One run was tasked in two different ways by two devices."""
    found = []
    for run, words in state.tasked.items():
        by_device = {said.stamp.device: said for said in _standing(words)}
        if len(by_device) > 1 and len({repr(s.fact) for s in by_device.values()}) > 1:
            versions = tuple(version(s, _tasking_words(state, s)) for s in by_device.values())
            found.append(Disagreement(f"run:{run}", "One run was tasked twice", versions))
    return found


def _standing(words: Each) -> list[Said]:
    """The taskings of a run, oldest first, without those that were answered by another.

    Told anew from where it is, a team has heard the tasking before; two that were said within what
    clocks may differ by did not know of each other.
    """
    told = sorted(words.values(), key=lambda s: s.stamp)
    anew = [heard_at_ms(s) for s in told if _told_anew(s)]
    since_ms = max(anew) - MAX_SKEW_MS if anew else 0
    return [said for said in told if heard_at_ms(said) >= since_ms]


def _told_anew(said: Said) -> bool:
    return isinstance(said.fact, f.RunTasked) and begins_here(said.fact.tasking)


def _tasking_words(state: State, said: Said) -> str:
    fact = said.fact
    if not isinstance(fact, f.RunTasked):
        return ""
    crew = ", ".join(person_name(state, p) for p in fact.tasking.crew)
    sites = ", ".join(site_name(state, stop.site) for stop in fact.tasking.stops)
    return f"{fact.call}: {crew} to {sites}" if sites else f"{fact.call}: {crew}"


def _double_booked(state: State) -> list[Disagreement]:
    """One person or vehicle is on two runs at overlapping times."""
    taken: dict[str, list[Story]] = defaultdict(list)
    for told in stories(state).values():
        if told.tasking is not None and (told.outside or told.phase in ("tasked", "ready")):
            for held in _holds(state, told):
                taken[held].append(told)
    shared: dict[tuple[str, str], tuple[Story, Story, list[str]]] = {}
    for held, runs in sorted(taken.items()):
        for one, other in combinations(sorted(runs, key=lambda s: s.run), 2):
            if _overlap(one, other):
                shared.setdefault((one.run, other.run), (one, other, []))[2].append(held)
    return [_booking(state, *clash) for clash in shared.values()]


def _booking(state: State, one: Story, other: Story, held: list[str]) -> Disagreement:
    holds = _holds(state, one)
    names = ", ".join(sorted(holds[key] for key in held))
    versions = tuple(version(s.tasked, f"{s.call} has {names}") for s in (one, other) if s.tasked)
    return Disagreement(f"booked:{one.run}:{other.run}", f"{names} on two runs at once", versions)


def _holds(state: State, story: Story) -> dict[str, str]:
    """Whom and what a run holds, by kind and id: the name. A person is never a vehicle."""
    held = {f"person {p}": person_name(state, p) for p in story.crew if p not in story.inside}
    vehicle = story.tasking.vehicle if story.tasking else None
    return held | ({f"vehicle {vehicle}": vehicle_name(state, vehicle)} if vehicle else {})


def _overlap(one: Story, other: Story) -> bool:
    a, b = one.tasking, other.tasking
    if a is None or b is None:
        return False
    if one.outside and other.outside:
        return True
    return a.depart_ms < b.home_ms and b.depart_ms < a.home_ms


def _overdrawn(state: State) -> list[Disagreement]:
    """More of a lot left a holder than was ever there."""
    short = {key: n for key, n in balances(state).items() if n < -1e-9}
    moves: dict[tuple[str, str], list[Said]] = {
        (lot, holder): [
            said
            for said in state.stock[lot].values()
            if isinstance(said.fact, f.StockMoved) and said.fact.source == holder
        ]
        for lot, holder in short
    }
    found = []
    for (lot, holder), n in short.items():
        item = item_of(state, lot)
        name, unit = (item.name, item.unit) if item else (lot, "")
        versions = tuple(
            version(s, f"{n_words(s.fact.n)} {unit} to {holder_name(state, s.fact.target)}")
            for s in sorted(moves[lot, holder], key=lambda s: s.stamp)
            if isinstance(s.fact, f.StockMoved)
        )
        what = f"{n_words(-n)} {unit} of {name} more went out than was there"
        found.append(Disagreement(f"stock:{lot}:{holder}", what, versions))
    return found


def _caches(state: State) -> list[Disagreement]:
    """More was lifted from a cache than was laid there, or the same was lifted twice."""
    found = []
    for over in overdrawn(state):
        item = item_named(state, over.item)
        name, unit = (item.name, item.unit) if item else (over.item, "")
        versions = tuple(version(s, _cache_words(state, s, over.item)) for s in over.said)
        what = f"{over.short:g} {unit} of {name} more was lifted from a cache than lay in it"
        found.append(Disagreement(f"cache:{over.cache}:{over.item}", what, versions))
    return found


def _cache_words(state: State, said: Said, item: str) -> str:
    fact = said.fact
    laid = isinstance(fact, f.CacheLaid)
    amounts = fact.contents if isinstance(fact, f.CacheLaid) else getattr(fact, "taken", ())
    n = sum(amount.n for amount in amounts if amount.item == item)
    return f"{story(state, getattr(fact, 'run', '')).call} {'laid' if laid else 'lifted'} {n:g}"


def _put_right_twice(state: State) -> list[Disagreement]:
    """One word was put right in different ways, or by one and taken back by another. The later
    holds, a taking back over all; whoever takes one of them back settles it.
    """
    found = []
    for (device, seq), first in state.taken_back.items():
        about = takers(state, first)
        if len({repr(getattr(s.fact, "fact", None)) for s in about}) > 1:
            versions = [version(first, line(first, state).words)]
            versions += [version(s, line(s, state).words) for s in about]
            what = "One word was put right in two ways"
            found.append(Disagreement(f"right:{device}:{seq}", what, tuple(versions)))
    return found
