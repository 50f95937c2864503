"""All that a node believes, as folded from facts. Only know.fold writes it; everyone else reads.

Laws. Every part is a register (latest stamp wins) or a set keyed by stamp, so that folds commute
and repeat harmlessly. Whatever depends on order is computed by a view at reading time. A view may
remember what it has worked out, under the counts or stamps of all that it read: sets only grow, so
what is remembered is never older than the facts, and no two States differ by it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from typing import Any, TypeVar

from holdfast.base.clock import Stamp
from holdfast.facts.said import Said

T = TypeVar("T")

Register = dict[str, Said]
"""The latest word for each key."""
Each = dict[Stamp, Said]
"""Every word, keyed by its stamp."""
EachBy = dict[str, Each]
"""Every word, grouped by what it is about."""


@dataclass(slots=True)
class State:
    """Registers and sets, named after what they hold; each Said holds the fact itself.

    `refs` holds, for each sender's mark, the first word that carried it. `memo` holds what views
    remember; see `remembered`.
    """

    bases: Register = field(default_factory=dict)
    postures: Register = field(default_factory=dict)
    rations: Register = field(default_factory=dict)
    notes: Each = field(default_factory=dict)
    alarms_seen: Register = field(default_factory=dict)
    devices: EachBy = field(default_factory=dict)
    people: Register = field(default_factory=dict)
    readiness: Register = field(default_factory=dict)
    pairs: Register = field(default_factory=dict)
    vehicles: Register = field(default_factory=dict)
    vehicle_readiness: Register = field(default_factory=dict)
    fuel_read: EachBy = field(default_factory=dict)
    items: Register = field(default_factory=dict)
    lots: Register = field(default_factory=dict)
    stock: EachBy = field(default_factory=dict)
    sites: Register = field(default_factory=dict)
    sightings: Each = field(default_factory=dict)
    searches: EachBy = field(default_factory=dict)
    threats: Register = field(default_factory=dict)
    lifted: Register = field(default_factory=dict)
    contacts: Each = field(default_factory=dict)
    closures: Register = field(default_factory=dict)
    openings: Register = field(default_factory=dict)
    asked: Register = field(default_factory=dict)
    offered: Register = field(default_factory=dict)
    chosen: EachBy = field(default_factory=dict)
    runs: EachBy = field(default_factory=dict)
    tasked: EachBy = field(default_factory=dict)
    harm: Register = field(default_factory=dict)
    brought_in: Register = field(default_factory=dict)
    caches: EachBy = field(default_factory=dict)
    rehearsals: Register = field(default_factory=dict)
    debriefs: EachBy = field(default_factory=dict)
    refs: dict[str, Stamp] = field(default_factory=dict)
    unknown: Each = field(default_factory=dict)
    memo: dict[Any, tuple[Any, Any]] = field(default_factory=dict, compare=False, repr=False)


def keep_latest(register: Register, key: str, said: Said) -> None:
    """Let the word with the latest stamp stand."""
    held = register.get(key)
    if held is None or held.stamp < said.stamp:
        register[key] = said


def keep_each(group: EachBy, key: str, said: Said) -> None:
    """Keep every word about this key."""
    group.setdefault(key, {})[said.stamp] = said


def remembered(state: State, key: object, version: object, make: Callable[[], T]) -> T:
    """What `make` gives, worked out anew only when `version` is another than the last time.

    `version` must change with every fact that `make` reads; what it gives must not be changed.
    """
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
    parts = {part.name: getattr(state, part.name) for part in fields(State)}
    held: Any = {
        name: {key: dict(v) if isinstance(v, dict) else v for key, v in part.items()}
        for name, part in parts.items()
        if name != "memo"
    }
    return State(**held, memo=state.memo)


def scratch(state: State) -> State:
    """A copy to try facts on; what views remember of the trial does not reach the original."""
    tried = copied(state)
    tried.memo = dict(tried.memo)
    return tried
