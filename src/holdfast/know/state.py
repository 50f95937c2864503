"""All that a node believes, as folded from facts. Only know.fold writes it; everyone else reads.

Laws. Every part is a register (latest stamp wins) or a set keyed by stamp, so that folds commute
and repeat harmlessly. Whatever depends on order is computed by a view at reading time. A view may
remember what it has worked out, under the counts or stamps of all that it read, and under how often
a word was taken back: between two of those sets only grow, so what is remembered is never older
than the facts, and no two States differ by it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from typing import Any, TypeVar

from holdfast.base.clock import Stamp
from holdfast.facts.said import Said
from holdfast.know.register import Ordered, Register

T = TypeVar("T")

Each = dict[Stamp, Said]
"""Every word, keyed by its stamp."""
EachBy = Ordered[str, Each]
"""Every word, grouped by what it is about."""
WordKey = tuple[str, int]
"""Which word: its device, and its place in that device's chain."""


@dataclass(slots=True)
class State:
    """Registers and sets, named after what they hold; each Said holds the fact itself.

    `refs` holds, for each sender's mark, the first word that carried it. `takings` holds what was
    said about each word, `taken_back` the words that do not count because of it: those are in no
    other part, and `put_right` holds what counts in their place (know.taking_back). `n_turns`
    counts how often that changed; `words` finds a word by its place, once somebody had to look for
    one. `here` is the base that this room stands at, as its node knows; no two States differ by it.
    `memo` holds what views remember; see `remembered`.
    """

    bases: Register = field(default_factory=Register)
    postures: Register = field(default_factory=Register)
    rations: Register = field(default_factory=Register)
    settings: Register = field(default_factory=Register)
    notes: Each = field(default_factory=dict)
    alarms_seen: Register = field(default_factory=Register)
    devices: EachBy = field(default_factory=Ordered)
    people: Register = field(default_factory=Register)
    readiness: Register = field(default_factory=Register)
    pairs: Register = field(default_factory=Register)
    vehicles: Register = field(default_factory=Register)
    vehicle_readiness: Register = field(default_factory=Register)
    fuel_read: EachBy = field(default_factory=Ordered)
    items: Register = field(default_factory=Register)
    lots: Register = field(default_factory=Register)
    stock: EachBy = field(default_factory=Ordered)
    sites: Register = field(default_factory=Register)
    sightings: Each = field(default_factory=dict)
    searches: EachBy = field(default_factory=Ordered)
    threats: Register = field(default_factory=Register)
    lifted: Register = field(default_factory=Register)
    contacts: Each = field(default_factory=dict)
    closures: Register = field(default_factory=Register)
    openings: Register = field(default_factory=Register)
    asked: Register = field(default_factory=Register)
    offered: Register = field(default_factory=Register)
    chosen: EachBy = field(default_factory=Ordered)
    runs: EachBy = field(default_factory=Ordered)
    tasked: EachBy = field(default_factory=Ordered)
    harm: Register = field(default_factory=Register)
    brought_in: Register = field(default_factory=Register)
    caches: EachBy = field(default_factory=Ordered)
    rehearsals: Register = field(default_factory=Register)
    debriefs: EachBy = field(default_factory=Ordered)
    refs: dict[str, Stamp] = field(default_factory=dict)
    unknown: Each = field(default_factory=dict)
    takings: dict[WordKey, Each] = field(default_factory=dict)
    taken_back: dict[WordKey, Said] = field(default_factory=dict)
    put_right: dict[WordKey, Said] = field(default_factory=dict)
    here: str = field(default="", compare=False)
    n_turns: int = field(default=0, compare=False)
    words: dict[WordKey, Said] | None = field(default=None, compare=False, repr=False)
    memo: dict[Any, tuple[Any, Any]] = field(default_factory=dict, compare=False, repr=False)


def remembered(state: State, key: object, version: object, make: Callable[[], T]) -> T:
    """What `make` gives, worked out anew only when `version` is another than the last time.

    `version` must change with every fact that `make` reads; what it gives must not be changed.
    """
    version = (state.n_turns, version)
    held = state.memo.get(key)
    if held is not None and held[0] == version:
        value: T = held[1]
        return value
    made = make()
    state.memo[key] = (version, made)
    return made


def copied(state: State) -> State:
    """A copy to read at leisure while others fold; it shares the facts and what views remember.

    To try facts on a copy use `scratch`: two histories of equal counts may differ.
    """
    parts = {part.name: getattr(state, part.name) for part in fields(State) if part.compare}
    held: Any = {name: _copied(part) for name, part in parts.items()}
    return State(**held, here=state.here, n_turns=state.n_turns, memo=state.memo)


def _copied(part: Any) -> Any:
    if isinstance(part, Register):
        return part.copy()
    made: Any = Ordered() if isinstance(part, Ordered) else {}
    for key, value in part.items():
        made[key] = dict(value) if isinstance(value, dict) else value
    return made


def scratch(state: State) -> State:
    """A copy to try facts on; what views remember of the trial does not reach the original."""
    tried = copied(state)
    tried.memo = dict(tried.memo)
    return tried
