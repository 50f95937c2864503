"""Where facts exclude each other: all versions, and who said them. Nothing here is ever resolved
by dropping one; a person answers with a later fact."""

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations

from holdfast import facts as f
from holdfast.facts.said import Said
from holdfast.know.runs import Story, stories
from holdfast.know.state import State
from holdfast.know.stock import balances, item_of


@dataclass(frozen=True, slots=True)
class Version:
    """One side of a disagreement: which device said what, when."""

    device: str
    by: str
    at_ms: int
    words: str


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Facts that cannot all hold.

    Attributes:
        key: stable as long as the cause is the same.
    """

    key: str
    what: str
    versions: tuple[Version, ...]

    @property
    def since_ms(self) -> int:
        """When the later of the excluding words was said."""
        return max((v.at_ms for v in self.versions), default=0)


def disagreements(state: State) -> list[Disagreement]:
    """Every disagreement, newest first."""
    found = [*_plans(state), *_taskings(state), *_double_booked(state), *_overdrawn(state)]
    return sorted(found, key=lambda d: (-d.since_ms, d.key))


def _version(said: Said, words: str) -> Version:
    return Version(said.stamp.device, said.fact.by or "", said.stamp.at_ms, words)


def _plans(state: State) -> list[Disagreement]:
    """Two options of one plan were chosen."""
    found = []
    for plan, words in state.chosen.items():
        choices = {s.fact.letter: s for s in words.values() if isinstance(s.fact, f.PlanChosen)}
        if len(choices) > 1:
            versions = tuple(_version(s, f"chose option {k}") for k, s in sorted(choices.items()))
            found.append(Disagreement(f"plan:{plan}", "Two options were chosen", versions))
    return found


def _taskings(state: State) -> list[Disagreement]:
    """One run was tasked in two different ways by two devices."""
    found = []
    for run, words in state.tasked.items():
        by_device: dict[str, Said] = {}
        for said in sorted(words.values(), key=lambda s: s.stamp):
            by_device[said.stamp.device] = said
        told = {repr(s.fact): s for s in by_device.values()}
        if len(told) > 1:
            versions = tuple(_version(s, _tasking_words(s)) for s in by_device.values())
            found.append(Disagreement(f"run:{run}", "One run was tasked twice", versions))
    return found


def _tasking_words(said: Said) -> str:
    fact = said.fact
    if not isinstance(fact, f.RunTasked):
        return ""
    return (
        f"{fact.call}: {', '.join(fact.tasking.crew)} to {fact.tasking.stops[0].site}"
        if (fact.tasking.stops)
        else fact.call
    )


def _double_booked(state: State) -> list[Disagreement]:
    """One person or vehicle is on two runs at overlapping times."""
    live = [
        s
        for s in stories(state).values()
        if s.tasking is not None
        and s.phase in ("tasked", "ready", "outbound", "on_site", "returning")
    ]
    found = []
    for one, other in combinations(live, 2):
        shared = sorted(_holds(one) & _holds(other))
        if shared and _overlap(one, other):
            versions = tuple(
                _version(s.tasked, f"{s.call} has {', '.join(shared)}")
                for s in (one, other)
                if s.tasked
            )
            key = f"booked:{one.run}:{other.run}"
            found.append(Disagreement(key, f"{', '.join(shared)} on two runs at once", versions))
    return found


def _holds(story: Story) -> set[str]:
    tasking = story.tasking
    vehicle = {tasking.vehicle} if tasking and tasking.vehicle else set()
    return set(story.crew) | vehicle


def _overlap(one: Story, other: Story) -> bool:
    a, b = one.tasking, other.tasking
    if a is None or b is None:
        return False
    if one.outside and other.outside:
        return True
    return a.depart_ms < b.home_ms and b.depart_ms < a.home_ms


def _overdrawn(state: State) -> list[Disagreement]:
    """More of a lot left a holder than was ever there."""
    moves: dict[tuple[str, str], list[Said]] = defaultdict(list)
    short = {key: n for key, n in balances(state).items() if n < -1e-9}
    for lot, words in state.stock.items():
        for said in words.values():
            if isinstance(said.fact, f.StockMoved) and (lot, said.fact.source) in short:
                moves[lot, said.fact.source].append(said)
    found = []
    for (lot, holder), n in short.items():
        item = item_of(state, lot)
        name, unit = (item.name, item.unit) if item else (lot, "")
        versions = tuple(
            _version(s, f"{s.fact.n:g} {unit} to {s.fact.target}")
            for s in sorted(moves[lot, holder], key=lambda s: s.stamp)
            if isinstance(s.fact, f.StockMoved)
        )
        what = f"{-n:g} {unit} of {name} more went out than was there"
        found.append(Disagreement(f"stock:{lot}:{holder}", what, versions))
    return found
