"""Which bases there are, and which of them this room stands at.

Laws. A node knows its own base from founding (`State.here`) and never guesses it from the order in
which bases were heard of. A State that no node opened stands at the base that was founded first.
"""

from holdfast import facts as f
from holdfast.know.state import State

NO_ZONE = "Etc/UTC"
"""Of the clocks of a room that is not founded yet."""


def base_named(state: State, base: str) -> f.BaseFounded | None:
    """What was last said of a base; None of one that nobody founded."""
    said = state.bases.get(base)
    return said.fact if said and isinstance(said.fact, f.BaseFounded) else None


def own_base(state: State) -> f.BaseFounded | None:
    """The base that this room stands at; None before it is founded."""
    if state.here:
        return base_named(state, state.here)
    first = min(state.bases.values(), key=lambda said: said.stamp, default=None)
    return first.fact if first and isinstance(first.fact, f.BaseFounded) else None


def base_names(state: State) -> dict[str, str]:
    """Every base's id -> its name: the own one first, the others by id."""
    own = own_base(state)
    others = (base_named(state, base) for base in sorted(state.bases))
    return {known.base: known.name for known in (own, *others) if known is not None}


def zone_here(state: State) -> str:
    """The zone of this room's clocks, whichever base a sentence is about."""
    own = own_base(state)
    return own.zone if own else NO_ZONE


def elsewhere(state: State, base: str) -> str:
    """The name of a base that is not the own one; empty of that, and where there is only one."""
    own = own_base(state)
    if len(state.bases) < 2 or own is None or base in ("", own.base):
        return ""
    known = base_named(state, base)
    return known.name if known else base
