"""A trip told to people: the tasking that the team gets, and in words how it differs."""

from holdfast import facts as f
from holdfast.base.geo import Place, pack_line
from holdfast.base.grid import clock_words
from holdfast.plan.profile import line, profile
from holdfast.plan.question import Problem
from holdfast.plan.roads import Roads
from holdfast.plan.trips import Passage, Trip, fallback_of
from holdfast.plan.ways import Way

CHECK_EVERY_S = {"foot": 1800.0, "car": 1200.0, "truck": 1200.0}
"""Longest silence between two reports by mode (assumed; convoy guides say 'at set intervals')."""

STAY = f.Offered(
    letter="H", taskings=(), value=0.0, hazard=0.0, p_home=1.0, why="Stay home: nobody is exposed."
)
"""The option that is always there. H is kept for it."""


def told(problem: Problem, roads: Roads, trip: Trip) -> f.Tasking:
    """All that the team is told before it leaves."""
    arrive_ms = trip.depart_ms + round(trip.out_s * 1000)
    leave_ms = arrive_ms + round(trip.stay_s * 1000)
    target, party = trip.passage.target, trip.party
    stop = f.Stop(
        site=target.site,
        arrive_ms=arrive_ms,
        leave_ms=leave_ms,
        expect=tuple(f.Amount(good.item, n) for good, n in trip.load.taken),
        p_there=max((good.p_there for good, _ in trip.load.taken), default=1.0),
    )
    return f.Tasking(
        mode=party.carrier.mode if party.carrier else "foot",  # type: ignore[arg-type]
        crew=tuple(w.person for w in party.crew.people),
        lead=party.crew.lead.person,
        stops=(stop,),
        ways=_ways(problem, roads, trip),
        depart_ms=trip.depart_ms,
        turn_ms=trip.turn_ms,
        home_ms=trip.home_ms,
        check_every_s=CHECK_EVERY_S[party.mode],
        load_kg=trip.load.kg,
        hazard=trip.hazard,
        value=trip.value,
        vehicle=party.carrier.vehicle if party.carrier else None,
        dark_ms=problem.dark_ms if problem.light.polar != "night" else None,
        extraction=_extraction(problem, target.place),
        fuel_l=trip.fuel_l,
        assumes=tuple(_assumes(problem, trip)),
        crew_why=party.crew.why,
    )


def _ways(problem: Problem, roads: Roads, trip: Trip) -> tuple[f.WayTold, ...]:
    """Out, back and fallback, with the legs off the road drawn straight."""
    passage, base, site = trip.passage, problem.base, trip.passage.target.site
    home, there = problem.home, passage.target.place
    ways = [
        _way(roads, passage, "out", (base, site), trip.out, (home, there), trip.out_s),
        _way(
            roads, passage, "back", (site, base), trip.back, (there, home), trip.back_s,
            trip.shared_m,
        ),
    ]  # fmt: skip
    apart = fallback_of(trip)
    if apart is not None:
        slower = trip.back_s / trip.back.time_s if trip.back.time_s > 0 else 1.0
        time_s = apart.way.time_s * slower
        ways.append(
            _way(
                roads, passage, "fallback", (site, base), apart.way, (there, home), time_s,
                apart.shared_m,
            )
        )  # fmt: skip
    return tuple(ways)


def _way(
    roads: Roads,
    passage: Passage,
    role: str,
    ends: tuple[str, str],
    way: Way,
    places: tuple[Place, Place],
    time_s: float,
    shared_m: float = 0.0,
) -> f.WayTold:
    on_road = [Place((lon + 180) % 360 - 180, lat) for lon, lat in line(roads, way)]
    return f.WayTold(
        role=role,  # type: ignore[arg-type]
        start=ends[0],
        goal=ends[1],
        line=pack_line([places[0], *on_road, places[1]]),
        length_m=way.length_m + passage.off_home_m + passage.off_site_m,
        time_s=time_s,
        hazard=way.hazard,
        shared_m=shared_m,
        hazard_by_km=tuple(round(s.hazard, 6) for s in profile(passage.field, way)),
    )


def _extraction(problem: Problem, near: Place) -> str | None:
    """The extraction point nearest to the site."""
    points = [((p.lon - near.lon) ** 2 + (p.lat - near.lat) ** 2, s) for s, p in problem.extraction]
    return min(points)[1] if points else None


def _assumes(problem: Problem, trip: Trip) -> list[str]:
    """What must hold for the figures to hold, in words."""
    target = trip.passage.target
    lines = [
        f"{good.n:g} {good.unit} {good.name.lower()} at {target.name} ({good.p_there:.0%})"
        for good, _ in trip.load.taken[:4]
    ]
    lines += [f"{name} stays where it is" for name in problem.dangers[:3]]
    if trip.passage.off_site_m > 150:
        lines.append(f"The last {trip.passage.off_site_m:.0f} m off the road can be walked")
    if trip.party.carrier and trip.party.carrier.fuel_l is None:
        lines.append(f"{trip.party.carrier.name} has {trip.fuel_l:.0f} L of fuel: nobody has said")
    if problem.dark_ms is not None:
        lines.append(f"Last light at {clock_words(problem.dark_ms, problem.zone)}")
    return lines


def why_words(trip: Trip, chosen: list[Trip]) -> str:
    """How an option differs from the safest one, in one sentence a person can check."""
    party = trip.party
    who = f"{len(party.crew.people)} " + (
        f"with {party.carrier.name}" if party.carrier else "on foot"
    )
    safest = chosen[0]
    if trip is safest:
        return f"{who} to {trip.passage.target.name}: the safest way there is."
    parts = []
    if trip.value > safest.value * 1.02:
        parts.append(f"brings {trip.value - safest.value:.0f} person-days more")
    elif trip.value < safest.value * 0.98:
        parts.append(f"brings {safest.value - trip.value:.0f} person-days less")
    minutes = round((trip.home_ms - safest.home_ms) / 60_000)
    if abs(minutes) >= 5:
        parts.append(f"home {abs(minutes)} min {'later' if minutes > 0 else 'sooner'}")
    if trip.fuel_l > safest.fuel_l + 0.5:
        parts.append(f"burns {trip.fuel_l - safest.fuel_l:.1f} L more")
    elif trip.fuel_l < safest.fuel_l - 0.5:
        parts.append("needs no fuel" if trip.fuel_l == 0 else "burns less fuel")
    parts.append(f"costs {(safest.p_home - trip.p_home) * 100:.1f} points more of all-home")
    return f"{who} to {trip.passage.target.name}: {', '.join(parts)}."
