"""Where the places of a tasking lie, for run cards: the base, each stop, the extraction point.

Law. A place that the books know is theirs; any other is where the told way to it ends.
"""

from dataclasses import dataclass

from holdfast import facts as f
from holdfast.base.geo import Place, unpack_line
from holdfast.web.desk import Desk


@dataclass(frozen=True, slots=True)
class Told:
    """One place of a tasking; `stop` is its number from 1, 0 where it is none."""

    name: str
    place: Place | None
    stop: int = 0
    what: str = ""


def places(desk: Desk, told: f.Tasking) -> tuple[Told, ...]:
    """The stops in their order, then where they come home to, then the extraction point."""
    home = next((w.goal for w in told.ways if w.role == "back"), desk.base)
    found = [
        Told(desk.site(stop.site), _place(desk, told, stop.site), i)
        for i, stop in enumerate(told.stops, 1)
    ]
    found.append(Told(desk.site(home), _place(desk, told, home), what="base"))
    if told.extraction is not None:
        place = _place(desk, told, told.extraction)
        found.append(Told(desk.site(told.extraction), place, what="extraction"))
    return tuple(found)


def _place(desk: Desk, told: f.Tasking, site: str) -> Place | None:
    known = [s.place for s in desk.sites if s.site == site]
    if site == desk.base:
        known.append(desk.place)
    ends = [unpack_line(w.line)[-1] for w in told.ways if w.goal == site and len(w.line) > 1]
    return next(iter([*known, *ends]), None)
