"""Straight back from where a team is: the way it has come, as it would be gone now.

Law. It is told only of a team on its way to a stop and near the way that it was told; it
begins where the team is believed to be, never at a stop that it has not reached.
"""

from dataclasses import dataclass

from holdfast import facts as f
from holdfast.base.geo import Place, distance_m, pack_line, unpack_line
from holdfast.know.course import Course
from holdfast.know.hazard import Field, line_hazard
from holdfast.know.legs import GATE, ways_home
from holdfast.plan.kilometres import MOST
from holdfast.run.whereabouts import nearest_fraction


@dataclass(frozen=True, slots=True)
class TurnRound:
    """The way back from where they are.

    Attributes:
        ways: along this leg to where it began, and home from there where that is a stop.
        length_m, time_s, hazard: of all of it, the danger as it is believed now.
        stop: the stop to which it leads first; empty where that is the gate.
    """

    ways: tuple[f.WayTold, ...]
    length_m: float
    time_s: float
    hazard: float
    stop: str = ""


def turn_round(course: Course, place: Place, danger: Field, mode: str) -> TurnRound | None:
    """The way back for a team that is on its way to a stop; None where that is not known.

    Args:
        place: where it is believed to be.
        danger: as believed now.
    """
    leg = course.going
    if leg is None or leg.way is None or leg.goal is None or course.homeward:
        return None
    line = unpack_line(leg.way.line)
    share = nearest_fraction(line, place)
    if share is None:
        return None
    back = _part(leg.way, line, share, place, danger, mode)
    if leg.start == GATE:
        return TurnRound((back,), back.length_m, back.time_s, back.hazard)
    homes = [w for w in ways_home(course.tasking, leg.start) if w.role == "back"]
    home = next(iter(homes or ways_home(course.tasking, leg.start)), None)
    if home is None:
        return None
    met = float(line_hazard(danger, unpack_line(home.line), mode).sum())
    return TurnRound(
        ways=(back, home),
        length_m=back.length_m + home.length_m,
        time_s=back.time_s + home.time_s,
        hazard=min(MOST, back.hazard + met),
        stop=course.tasking.stops[leg.start].site,
    )


def _part(
    way: f.WayTold, line: list[Place], share: float, place: Place, danger: Field, mode: str
) -> f.WayTold:
    """So much of a way as they have gone, turned round."""
    nearest = min(range(len(line)), key=lambda i: distance_m(line[i], place))
    gone = [place, *reversed(line[: nearest + 1])]
    length_m = max(share * way.length_m, distance_m(place, line[0]))
    met = float(line_hazard(danger, gone, mode).sum())
    return f.WayTold(
        role="back",
        start="here",
        goal=way.start,
        line=pack_line(gone),
        length_m=length_m,
        time_s=way.time_s * length_m / way.length_m if way.length_m > 0 else 0.0,
        hazard=min(MOST, met),
    )
