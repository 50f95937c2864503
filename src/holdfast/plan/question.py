"""The planner's question, cut loose from the State so that it can travel to another process.

`pose` says who and what can go, where to, under what light, threats and limits; nothing in a
Problem changes afterwards, and no planner looks at anything else.
"""

from holdfast import facts as f
from holdfast.base.clock import DAY_MS, HOUR_MS
from holdfast.base.errors import Refused
from holdfast.base.geo import Place
from holdfast.base.grid import clock_words
from holdfast.know.caches import caches
from holdfast.know.people import PersonLine, persons, runs_together
from holdfast.know.picture import open_closures
from holdfast.know.risk import field, threats
from holdfast.know.runs import Story, stories
from holdfast.know.sites import SiteLine, sites
from holdfast.know.state import State
from holdfast.know.stock import item_named, worth
from holdfast.know.vehicles import VehicleLine, vehicles
from holdfast.plan.daylight import first_light_ms, is_dark, last_light_ms
from holdfast.plan.problem import Carrier, Closure, Good, Pair, Problem, Target, Walker

SEARCH_H = {
    "supply": 0.75, "recon": 1 / 3, "recovery": 1 / 3, "rescue": 1.0, "transfer": 0.5,
    "patrol": 0.1,
}  # fmt: skip
"""Hours at a site by objective (assumed)."""
LOOK_AHEAD_MS = 7 * DAY_MS
"""How far ahead a departure may be planned (assumed)."""
CACHE_CHANCE = 0.9
"""Chance that a cache of ours is still there (assumed)."""


def pose(state: State, asked: f.PlanAsked, now_ms: int) -> Problem:
    """Cut the planner's question out of what is known now.

    Raises:
        Refused: the base or a site is not known, no site is named, or the times are nonsense.
    """
    base = _base(state, asked)
    _times(asked, now_ms)
    here = base.at.place
    dark_ms, first_light = _light(here, asked, base.zone)
    lines = {s.site: s for s in sites(state, asked.depart_ms)}
    walkers, cannot = _walkers(state, asked, now_ms)
    carriers, stuck = _carriers(state, asked)
    return Problem(
        asked=asked,
        now_ms=now_ms,
        zone=base.zone,
        base=asked.base,
        home=here,
        targets=tuple(_target(state, lines, site, asked.objective) for site in asked.sites),
        walkers=walkers,
        carriers=carriers,
        cannot=(*cannot, *stuck),
        pairs=_pairs(state, walkers),
        danger=field(state, asked.depart_ms),
        dangers=tuple(
            f"{t.name} ({t.grade}, {t.belief:.0%})"
            for t in threats(state, asked.depart_ms)
            if t.belief > 0.1
        ),
        closures=tuple(
            Closure(s.fact.at.place, s.fact.radius_m, s.fact.modes) for _, s in open_closures(state)
        ),
        dark_ms=dark_ms,
        first_light_ms=first_light,
        extraction=tuple((s.site, s.place) for s in lines.values() if s.what == "extraction"),
    )


def _base(state: State, asked: f.PlanAsked) -> f.BaseFounded:
    said = state.bases.get(asked.base)
    if said is None or not isinstance(said.fact, f.BaseFounded):
        raise Refused(f"No base '{asked.base}' is known here.")
    return said.fact


def _times(asked: f.PlanAsked, now_ms: int) -> None:
    if asked.depart_ms < now_ms - 5 * 60_000:
        raise Refused("The departure lies in the past: choose a time from now on.")
    if asked.depart_ms > now_ms + LOOK_AHEAD_MS:
        raise Refused(
            "The departure lies more than seven days ahead: belief will not hold so long."
        )
    if asked.home_by_ms is not None and asked.home_by_ms <= asked.depart_ms:
        raise Refused("The run would have to be home before it leaves.")
    if not asked.sites:
        raise Refused("Name at least one site to go to.")
    if len(set(asked.sites)) < len(asked.sites):
        raise Refused("The same site is named twice.")


def _light(here: Place, asked: f.PlanAsked, zone: str) -> tuple[int | None, int | None]:
    """The last light that limits the run, and the first light to wait for where it is dark."""
    if asked.night:
        return None, None
    if is_dark(here, asked.depart_ms):
        return asked.depart_ms, first_light_ms(here, asked.depart_ms, zone)
    return last_light_ms(here, asked.depart_ms, zone), None


def _target(state: State, lines: dict[str, SiteLine], site: str, objective: str) -> Target:
    line = lines.get(site)
    if line is None:
        raise Refused(f"No site '{site}' is known here: note it on the map first.")
    goods = {c.item: _good(state, c.item, c.n, c.p_there) for c in line.belief}
    if objective == "recovery":
        goods |= {
            a.item: _good(state, a.item, a.n, CACHE_CHANCE)
            for c in caches(state)
            if c.site == site
            for a in c.amounts
        }
    return Target(
        site=site,
        name=line.name,
        place=line.place,
        goods=tuple(goods.values()),
        stay_h=SEARCH_H[objective],
        grade=line.belief[0].grade if line.belief else "",
    )


def _good(state: State, item: str, n: float, p_there: float) -> Good:
    known = item_named(state, item)
    return Good(
        item=item,
        name=known.name if known else item,
        unit=known.unit if known else "",
        n=n,
        p_there=p_there,
        kg=known.kg if known else 0.0,
        m3=known.m3 if known else 0.0,
        worth=worth(state, item, 1.0),
    )


def _walkers(
    state: State, asked: f.PlanAsked, now_ms: int
) -> tuple[tuple[Walker, ...], tuple[str, ...]]:
    """Who can go, and in words why the others cannot."""
    zone = _base(state, asked).zone
    tasked = _tasked_people(state, asked)
    going: list[Walker] = []
    cannot: list[str] = []
    for line in persons(state, max(now_ms, asked.depart_ms)):
        why = _why_not(line, asked, tasked, zone)
        if why:
            cannot.append(f"{line.name} {why}")
        else:
            going.append(
                Walker(
                    line.person,
                    line.name,
                    frozenset(line.skills),
                    line.carry_kg,
                    line.pace,
                    line.hours_out_7d,
                )
            )
    return tuple(going), tuple(cannot)


def _tasked_people(state: State, asked: f.PlanAsked) -> dict[str, str]:
    """Who is on another run that is still to go, by call sign."""
    return {person: s.call for s in _to_go(state, asked) for person in s.crew}


def _tasked_vehicles(state: State, asked: f.PlanAsked) -> dict[str, str]:
    """Vehicles of other runs that are still to go, by call sign."""
    return {
        s.tasking.vehicle: s.call for s in _to_go(state, asked) if s.tasking and s.tasking.vehicle
    }


def _to_go(state: State, asked: f.PlanAsked) -> list[Story]:
    """Runs that are still to go and will not be home when this one leaves."""
    return [
        s
        for s in stories(state).values()
        if s.phase in ("tasked", "ready")
        and s.tasking is not None
        and s.tasking.home_ms > asked.depart_ms
    ]


def _why_not(line: PersonLine, asked: f.PlanAsked, tasked: dict[str, str], zone: str) -> str:
    if line.person in asked.stays:
        return "must stay, by order"
    if line.base != asked.base:
        return "lives at another base"
    if line.run is not None:
        return f"is out with {line.where}"
    if line.person in tasked:
        return f"goes with {tasked[line.person]}"
    if line.state != "ready":
        return f"is {line.state.replace('_', ' ')}" + (f": {line.words}" if line.words else "")
    if line.rest_until_ms is not None:
        return f"is owed rest until {clock_words(line.rest_until_ms, zone)}"
    return ""


def _carriers(state: State, asked: f.PlanAsked) -> tuple[tuple[Carrier, ...], tuple[str, ...]]:
    """Which vehicles can go, and in words why the others cannot."""
    tasked = _tasked_vehicles(state, asked)
    going: list[Carrier] = []
    cannot: list[str] = []
    for line in vehicles(state):
        known = state.vehicles[line.vehicle].fact
        if line.state != "ready":
            cannot.append(
                f"{line.name} is {line.state}" + (f": {line.words}" if line.words else "")
            )
        elif isinstance(known, f.VehicleRegistered) and known.base != asked.base:
            cannot.append(f"{line.name} belongs to another base")
        elif line.vehicle in tasked:
            cannot.append(f"{line.name} goes with {tasked[line.vehicle]}")
        else:
            going.append(_carrier(line))
    return tuple(going), tuple(cannot)


def _carrier(line: VehicleLine) -> Carrier:
    return Carrier(
        vehicle=line.vehicle,
        name=line.name,
        mode=line.mode,
        seats=line.seats,
        load_kg=line.load_kg,
        load_m3=line.load_m3,
        fuel_l=line.fuel_l,
        use_l_per_100km=line.use_l_per_100km,
    )


def _pairs(state: State, walkers: tuple[Walker, ...]) -> tuple[Pair, ...]:
    """Rules about two people who can both go, and pairs that have come home together."""
    found = []
    people = [w.person for w in walkers]
    for i, one in enumerate(people):
        for other in people[i + 1 :]:
            said = state.pairs.get("|".join(sorted((one, other))))
            rule = said.fact.rule if said and isinstance(said.fact, f.PairNoted) else "none"
            runs = runs_together(state, one, other) if state.runs else 0
            if rule != "none" or runs:
                found.append(Pair(one, other, rule, runs))
    return tuple(found)


def hours(ms: float) -> float:
    """Milliseconds as hours."""
    return ms / HOUR_MS
