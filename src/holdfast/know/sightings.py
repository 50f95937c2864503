"""Which words of sightings stand: a sighting said again is a correction, not a second one."""

from holdfast import facts as f
from holdfast.facts.said import Said
from holdfast.know.state import State, remembered


def standing(state: State) -> tuple[Said, ...]:
    """The latest word of each sighting, in the order of their stamps; all are in the log."""
    version = len(state.sightings)
    return remembered(state, "standing sightings", version, lambda: _latest(state))


def _latest(state: State) -> tuple[Said, ...]:
    latest: dict[str, Said] = {}
    for stamp in sorted(state.sightings):
        said = state.sightings[stamp]
        if isinstance(said.fact, f.SightingReported):
            latest[said.fact.sighting] = said
    return tuple(sorted(latest.values(), key=lambda said: said.stamp))


def source_of(told: f.SightingReported) -> str:
    """Whose word it is: two words of one source are one source's first and later word.

    A word without a source is its speaker's; those of nobody in particular count as one, since
    nobody can tell how many they are.
    """
    named = " ".join(told.source.casefold().split())
    return f"said by {named}" if named else f"by {told.by or ''}"
