"""An answer made to fit into one fact: a day of many teams has more line than an entry may hold.

Laws. Figures are never changed. Lines lose points first, each of which lies within the tolerance of
what is left; then options go, of those most like another, and that is said. Staying home stays.
"""

from collections.abc import Sequence

import msgspec
from shapely import LineString

from holdfast import facts as f
from holdfast.base.geo import Place, pack_line, unpack_line

MOST_BYTES = 200_000
"""What an answer may take: a body holds 256 KiB, and an option made by hand may be added."""
TOLERANCES = (2e-5, 6e-5, 2e-4, 6e-4)
"""Degrees by which a line may be thinned, tried in turn: some 2, 6, 20 and 60 m."""
TOO_LARGE = "More options were found than one answer holds: those most like another are left out"


def fitted(answer: f.PlanOffered) -> f.PlanOffered:
    """The answer, small enough to be said.

    1. As it is. 2. With thinner lines. 3. Without the options nearest to another.
    """
    for tolerance in (0.0, *TOLERANCES):
        thin = thinned(answer, tolerance)
        if _size(thin) <= MOST_BYTES:
            return thin
    while _size(thin) > MOST_BYTES and len(thin.options) > 1:
        kept = _without_one(thin.options)
        said = tuple(dict.fromkeys((TOO_LARGE, *thin.infeasible)))
        thin = msgspec.structs.replace(thin, options=kept, infeasible=said)
    return thin


def thinned(answer: f.PlanOffered, tolerance: float) -> f.PlanOffered:
    """The answer with every line thinned to a tolerance in degrees."""
    if tolerance <= 0:
        return answer
    change = msgspec.structs.replace
    thin: dict[int, f.Tasking] = {}
    for task in (t for o in answer.options for t in o.taskings):
        if id(task) not in thin:
            ways = tuple(change(w, line=_thin(w.line, tolerance)) for w in task.ways)
            thin[id(task)] = change(task, ways=ways)
    return change(
        answer,
        options=tuple(
            change(o, taskings=tuple(thin[id(t)] for t in o.taskings)) for o in answer.options
        ),
    )


def _thin(line: tuple[int, ...], tolerance: float) -> tuple[int, ...]:
    """A packed line without the points that lie within the tolerance of the others' line."""
    points = unpack_line(line)
    if len(points) < 3:
        return line
    left = LineString(points).simplify(tolerance, preserve_topology=False).coords
    return pack_line([Place(x, y) for x, y in left])


def _without_one(options: Sequence[f.Offered]) -> tuple[f.Offered, ...]:
    """The options without the one whose neighbour is most like it; never the first, the safest
    or the one of most value.
    """
    most = max(o.value for o in options)
    inner = [i for i in range(2, len(options)) if options[i].value < most]
    if not inner:
        return tuple(options[:-1]) if len(options) > 2 else tuple(options[:1])
    gaps = [(abs(options[i].value - options[i - 1].value), i) for i in inner]
    gone = min(gaps)[1]
    kept = [o for i, o in enumerate(options) if i != gone]
    return tuple(kept)


def _size(answer: f.PlanOffered) -> int:
    return len(f.encode(answer))
