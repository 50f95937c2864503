"""All that a node believes, as folded from facts. Only know.fold writes it; everyone else reads.

Laws. Every part is a register (latest stamp wins) or a set keyed by stamp, so that folds commute
and repeat harmlessly. Whatever depends on order is computed by a view at reading time.
"""

from dataclasses import dataclass, field

from holdfast.base.clock import Stamp
from holdfast.facts.said import Said

Register = dict[str, Said]
"""The latest word for each key."""
Each = dict[Stamp, Said]
"""Every word, keyed by its stamp."""
EachBy = dict[str, Each]
"""Every word, grouped by what it is about."""


@dataclass(slots=True)
class State:
    """Registers and sets, named after what they hold; each Said holds the fact itself.

    `refs` holds, for each sender's mark, the first word that carried it.
    """

    bases: Register = field(default_factory=dict)
    postures: Register = field(default_factory=dict)
    rations: Register = field(default_factory=dict)
    notes: Each = field(default_factory=dict)
    alarms_seen: Register = field(default_factory=dict)
    people: Register = field(default_factory=dict)
    readiness: Register = field(default_factory=dict)
    pairs: Register = field(default_factory=dict)
    vehicles: Register = field(default_factory=dict)
    vehicle_readiness: Register = field(default_factory=dict)
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
    caches: EachBy = field(default_factory=dict)
    debriefs: EachBy = field(default_factory=dict)
    refs: dict[str, Stamp] = field(default_factory=dict)
    unknown: Each = field(default_factory=dict)


def keep_latest(register: Register, key: str, said: Said) -> None:
    """Let the word with the latest stamp stand."""
    held = register.get(key)
    if held is None or held.stamp < said.stamp:
        register[key] = said


def keep_each(group: EachBy, key: str, said: Said) -> None:
    """Keep every word about this key."""
    group.setdefault(key, {})[said.stamp] = said
