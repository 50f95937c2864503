"""What the question's form begins with: where one may go, other bases, and a run that is out.

Law. Where a run that is out is believed to be is shown with its age, and never without it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import msgspec

from holdfast import facts as f
from holdfast.base.geo import Place
from holdfast.know.runs import story
from holdfast.know.sites import SiteLine
from holdfast.know.state import State
from holdfast.run.board import Card
from holdfast.web.desk import Desk
from holdfast.web.working import Work

NAME_MOST = 120
"""As facts.words.Name has it."""


@dataclass(frozen=True, slots=True)
class OtherBase:
    """Another base, and how many of its people and vehicles could go now."""

    base: str
    name: str
    n_people: int
    n_vehicles: int


@dataclass(frozen=True, slots=True)
class Anew:
    """A run that may be planned anew from where it is, or in words why it may not.

    Attributes:
        to_come: sites of its stops that are still to come, in their order.
        cannot: why it cannot be asked; empty where it can.
    """

    run: str
    call: str
    card: Card | None
    to_come: tuple[str, ...] = ()
    cannot: str = ""


@dataclass(frozen=True, slots=True)
class Again:
    """A question that was asked before, and is to be asked once more.

    Attributes:
        site, spot: the place that it would have made a site of, where it came to nothing.
    """

    asked: f.PlanAsked
    site: str = ""
    spot: "Spot | None" = None

    def filled(self) -> dict[str, object]:
        """The question for the form, as JSON has it."""
        asked: dict[str, object] = msgspec.to_builtins(self.asked)
        return asked | {"spot": self.site}


@dataclass(frozen=True, slots=True)
class Spot:
    """A place that was chosen before coming to the form, and what it was called there."""

    place: Place
    name: str

    @property
    def at(self) -> tuple[float, float]:
        """Longitude and latitude."""
        return self.place.lon, self.place.lat


def spot(query: Mapping[str, str]) -> Spot | None:
    """The place that an address names as `at=lon,lat`; None where it names none."""
    try:
        lon, lat = (float(part) for part in query.get("at", "").split(","))
    except ValueError:
        return None
    if not (abs(lon) <= 180 and abs(lat) <= 90):
        return None
    return Spot(Place(lon, lat), query.get("name", "")[:NAME_MOST])


def again(state: State, work: Work | None, plan: str) -> Again | None:
    """A question to be asked once more; None where nobody knows it."""
    said = state.asked.get(plan)
    if said is not None and isinstance(said.fact, f.PlanAsked):
        return Again(said.fact)
    if work is None:
        return None
    made = [(s.site, Spot(s.at.place, s.name)) for s in work.made if s.site not in state.sites]
    return Again(work.asked, *made[0]) if made else Again(work.asked)


def with_bases(desk: Desk, state: State) -> Desk:
    """The desk with the other bases among its sites: they too are places to go to."""
    more = [
        SiteLine(b.base, b.name, "", b.at.place, "base", "", "", (), "", 0, "")
        for b in _others(desk, state)
    ]
    return replace(desk, sites=(*desk.sites, *more)) if more else desk


def other_bases(desk: Desk, state: State) -> tuple[OtherBase, ...]:
    """Every base but this one, by name."""
    lives = {p.person: p.base for p in desk.persons if p.can_go}
    stands = {v.vehicle: _base_of(state, v.vehicle) for v in desk.vehicles if v.state == "ready"}
    return tuple(
        OtherBase(b.base, b.name, _count(lives.values(), b.base), _count(stands.values(), b.base))
        for b in _others(desk, state)
    )


def anew(desk: Desk, state: State, run: str) -> Anew:
    """A run as it would be planned anew now."""
    told = story(state, run)
    card = next((c for c in desk.cards if c.run == run), None)
    if card is None or not told.outside or told.course is None:
        return Anew(
            run, told.call, None, cannot=f"{told.call} is not out: ask for a plan as usual."
        )
    if card.fix is None:
        sentence = f"Nobody knows where {told.call} is: wait for its next report."
        return Anew(run, told.call, card, cannot=sentence)
    stops = told.course.tasking.stops
    return Anew(run, told.call, card, tuple(stops[i].site for i in told.course.to_come))


def _others(desk: Desk, state: State) -> list[f.BaseFounded]:
    known = [s.fact for s in state.bases.values() if isinstance(s.fact, f.BaseFounded)]
    return sorted((b for b in known if b.base != desk.base), key=lambda b: (b.name, b.base))


def _base_of(state: State, vehicle: str) -> str:
    said = state.vehicles.get(vehicle)
    return said.fact.base if said and isinstance(said.fact, f.VehicleRegistered) else ""


def _count(those: Iterable[str], base: str) -> int:
    return sum(one == base for one in those)
