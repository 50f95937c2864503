"""A plan's options made ready to be played: what is on paper and what is believed, as missions.

Laws. Threats and sites have the same numbers in all options of a scene, so that their fate is the
same in every play. What is met on a way adds up, over the chance that each threat is there, to the
hazard field's own figure for its line. Nothing is assumed of a team beyond its tasking.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import ceil, exp, inf

import numpy as np

from holdfast import facts as f
from holdfast.base.clock import HOUR_MS
from holdfast.base.geo import Place, unpack_line
from holdfast.know.hazard import (
    BACKGROUND_PER_KM,
    MODE_EXPOSURE,
    SEARCH_KM_PER_H,
    km_by_threat,
    weight_at,
)
from holdfast.know.people import persons
from holdfast.know.risk import GONE, ThreatLine, threats
from holdfast.know.sites import sites
from holdfast.know.state import State
from holdfast.know.stock import item_named, of_need, worth
from holdfast.know.vehicles import VehicleLine, vehicles
from holdfast.rehearse.mission import Mission, Piece, Stop, Team, Way

PIECE_KM, MOST_PIECES = 2.0, 8
"""A leg is played in pieces of about so many kilometres, and in so many at most (assumed)."""
MEDIC, HOME = "medic", "H"
"""A skill; and the letter that is kept for staying home."""
MOST_VALUE = 1e9
"""As facts.words.Quantity has it."""


CALM = "calm"
"""Where nothing is known, among the kinds of threat."""
AS_ASSUMED: Mapping[str, float] = {}


@dataclass(frozen=True, slots=True)
class Source:
    """What may be met: a threat, or the background."""

    threat: str
    name: str
    place: Place | None
    radius_m: float
    p: float


@dataclass(frozen=True, slots=True)
class StopShown:
    """A stop beside its part in the play.

    Attributes:
        value: person-days of need that its load meets, given that it is there.
        goods: amount of each need, in its unit, given that it is there. people: to be brought.
        each: what each more of them would be worth.
    """

    site: str
    name: str
    place: Place | None
    value: float
    goods: tuple[tuple[str, float], ...]
    people: int
    each: float = 0.0


@dataclass(frozen=True, slots=True)
class TeamShown:
    """A team beside its part in the play.

    Attributes:
        lines: the line of each leg, then of each stop's fallback (empty where there is none).
        l_per_m: fuel; None where nobody knows what the vehicle uses.
        room: how many people it can bring, beside its crew.
    """

    name: str
    mode: str
    crew: tuple[str, ...]
    stops: tuple[StopShown, ...]
    lines: tuple[tuple[Place, ...], ...]
    l_per_m: float | None
    room: int


@dataclass(frozen=True, slots=True)
class Staged:
    """One option ready to be played."""

    letter: str
    mission: Mission
    teams: tuple[TeamShown, ...]


@dataclass(frozen=True, slots=True)
class Scene:
    """All options of one plan, on one stage.

    Attributes:
        began_ms: what the plays' seconds count from.
        sources: by number; the first is the background. sites: by number, their ids and names.
    """

    plan: str
    began_ms: int
    zone: str
    sources: tuple[Source, ...]
    sites: tuple[tuple[str, str], ...]
    options: tuple[Staged, ...]


def stage(
    state: State,
    asked: f.PlanAsked,
    options: Sequence[f.Offered],
    zone: str,
    times: Mapping[str, float] = AS_ASSUMED,
) -> Scene:
    """Set the scene for these options as things are believed at the plan's departure.

    1. What may be met, with the chance that it is there. 2. Every site that some option visits.
    3. Each option, team by team; staying home is an option without teams and is left out, as is
    whatever has a letter that is taken.

    Args:
        times: by kind of threat (CALM for where nothing is known), how many times what is assumed
            runs have taught that it meets; kinds that are not named meet what is assumed.
    """
    feared = [
        replace(t, per_km=t.per_km * times.get(t.what, 1.0))
        for t in threats(state, asked.depart_ms)
        if t.belief >= GONE and not t.lifted
    ]
    first = {o.letter: o for o in reversed(options) if o.taskings and o.letter != HOME}
    going = [o for o in options if first.get(o.letter) is o]
    began_ms = min((t.depart_ms for o in going for t in o.taskings), default=asked.depart_ms)
    ids = sorted({s.site for o in going for t in o.taskings for s in t.stops})
    lines = {s.site: s for s in sites(state, asked.depart_ms, [])}
    at = {site: lines[site].place for site in ids if site in lines}
    names = {site: lines[site].name if site in lines else site for site in ids}
    number = {site: i for i, site in enumerate(ids)}
    calm_per_km = BACKGROUND_PER_KM * times.get(CALM, 1.0)
    setting = _Setting(state, asked, feared, calm_per_km, number, at, names, began_ms)
    calm = Source("", "Nothing that is known", None, 0.0, 1.0)
    return Scene(
        plan=asked.plan,
        began_ms=began_ms,
        zone=zone,
        sources=(calm, *(Source(t.threat, t.name, t.place, t.radius_m, t.belief) for t in feared)),
        sites=tuple((site, names[site]) for site in ids),
        options=tuple(setting.option(o) for o in going),
    )


@dataclass(frozen=True, slots=True)
class _Setting:
    """What the options of a scene have in common.

    Attributes:
        calm_per_km: what is met where nothing is known.
        number: of each site. at: where it is. name: what it is called. met: what is met on
            lines looked at so far, which options have in common.
    """

    state: State
    asked: f.PlanAsked
    feared: Sequence[ThreatLine]
    calm_per_km: float
    number: dict[str, int]
    at: dict[str, Place]
    name: dict[str, str]
    began_ms: int
    met: dict[tuple[tuple[int, ...], str, int], list[dict[int, float]]] = field(
        default_factory=dict
    )

    def option(self, offered: f.Offered) -> Staged:
        """One option."""
        tasks = offered.taskings
        teams = tuple(self.team(task, _bound(tasks, i)) for i, task in enumerate(tasks))
        darks = [task.dark_ms for task in tasks if task.dark_ms is not None]
        dark_s = self.seconds(min(darks)) if darks else inf
        mission = Mission(teams, (1.0, *(t.belief for t in self.feared)), dark_s)
        shown = tuple(self.shown(tasks, i) for i in range(len(tasks)))
        return Staged(offered.letter, mission, shown)

    def seconds(self, ms: int) -> float:
        """Seconds after the scene's beginning."""
        return (ms - self.began_ms) / 1000

    def team(self, task: f.Tasking, bound: f.Bound | None) -> Team:
        """A tasking as a team to be played."""
        carrier = self.carrier(task)
        known = {p.person: p for p in persons(self.state, task.depart_ms)}
        medics = sum(MEDIC in known[p].skills for p in task.crew if p in known)
        legs = tuple(self.way(task, way) for way in legs_of(task))
        return Team(
            mode=task.mode,
            legs=legs,
            stops=tuple(self.stop(task, k) for k in range(len(task.stops))),
            n_people=len(task.crew),
            depart_s=self.seconds(task.depart_ms),
            home_s=self.seconds(task.home_ms),
            n_medics=medics,
            seats=carrier.seats if carrier else 0,
            stretchers=carrier.stretchers if carrier else 0,
            bound=bound.to if bound else None,
            when=bound.when if bound else "free",
        )

    def carrier(self, task: f.Tasking) -> VehicleLine | None:
        """The vehicle of a tasking."""
        return next((v for v in vehicles(self.state) if v.vehicle == task.vehicle), None)

    def stop(self, task: f.Tasking, k: int) -> Stop:
        """A visit, to be left by its turn time or, where it has none, by the tasking's own; where
        nothing limits the day, the tasking's own is none."""
        stop, turn_ms = task.stops[k], task.stops[k].turn_ms
        if turn_ms is None and (task.dark_ms, self.asked.home_by_ms) != (None, None):
            turn_ms = task.turn_ms
        back = fallback_of(task, k)
        return Stop(
            stay=self.stay(stop),
            site=self.number[stop.site],
            p_there=stop.p_there,
            turn_s=inf if turn_ms is None else self.seconds(turn_ms),
            closes_s=self.closes_s(stop.site),
            fallback=None if back is None else self.way(task, back),
            apart=stop.apart,
            work_s=stop.work_s,
        )

    def closes_s(self, site: str) -> float:
        """The latest at which a visit may begin, as it was asked; inf where nothing was."""
        asked = (w.closes_ms for w in self.asked.wants if w.site == site)
        return min((self.seconds(ms) for ms in asked if ms is not None), default=inf)

    def stay(self, stop: f.Stop) -> Piece:
        """Time at a site and what is met there, also while they wait until it opens."""
        hours = (stop.leave_ms - stop.arrive_ms) / HOUR_MS
        hazards = {0: self.calm_per_km * SEARCH_KM_PER_H * hours}
        if stop.site in self.at:
            for k, threat in enumerate(self.feared, 1):
                rate = threat.per_km * weight_at(self.at[stop.site], threat)
                hazards[k] = rate * SEARCH_KM_PER_H * hours
        return Piece((stop.leave_ms - stop.arrive_ms) / 1000, hazards=hazards)

    def way(self, task: f.Tasking, told: f.WayTold) -> Way:
        """A way in pieces, each with what is met on it; its ends off the road are walked. One
        without a line has the hazard that it is told to have."""
        rough = min(1.0, told.unpaved_m / told.length_m) if told.length_m > 0 else 0.0
        if len(told.line) < 4:
            return (Piece(told.time_s, told.length_m, rough, {0: told.hazard}),)
        n = max(1, min(MOST_PIECES, ceil(told.length_m / 1000 / PIECE_KM)))
        key = (told.line, task.mode, n)
        if key not in self.met:
            self.met[key] = self.hazards(unpack_line(told.line), MODE_EXPOSURE[task.mode], n)
        return tuple(Piece(told.time_s / n, told.length_m / n, rough, met) for met in self.met[key])

    def hazards(self, line: Sequence[Place], exposure: float, n: int) -> list[dict[int, float]]:
        """What is met on each of n parts of a line that are of the same length."""
        km, inside = km_by_threat(line, self.feared)
        exposed = np.full(len(km), exposure)
        exposed[[0, -1]] = MODE_EXPOSURE["foot"]
        met = inside * exposed[:, None] * np.array([t.per_km for t in self.feared])
        calm = km * exposed * self.calm_per_km
        middle = np.cumsum(km) - km / 2
        of = np.minimum((middle / max(float(km.sum()), 1e-9) * n).astype(int), n - 1)
        return [
            {0: float(calm[of == i].sum())}
            | {k + 1: float(h) for k, h in enumerate(met[of == i].sum(axis=0)) if h > 0}
            for i in range(n)
        ]

    def shown(self, tasks: Sequence[f.Tasking], i: int) -> TeamShown:
        """What people want to know of a team beside its figures."""
        task, carrier = tasks[i], self.carrier(tasks[i])
        use = carrier.use_l_per_100km if carrier else 0.0
        backs = [fallback_of(task, k) for k in range(len(task.stops))]
        lines = [way.line for way in legs_of(task)] + [b.line if b else () for b in backs]
        crew = {p.person: p.name for p in persons(self.state, task.depart_ms)}
        by = carrier.name if carrier else "on foot" if task.mode == "foot" else f"by {task.mode}"
        return TeamShown(
            name=f"Team {i + 1} ({crew.get(task.lead, task.lead)}, {by})",
            mode=task.mode,
            crew=tuple(crew.get(p, p) for p in task.crew),
            stops=self.stops_shown(task, exp(-min(met_by(tasks, i), 700.0))),
            lines=tuple(tuple(unpack_line(line)) if line else () for line in lines),
            l_per_m=use / 1e5 if use > 0 else None,
            room=max(0, carrier.seats + carrier.stretchers - len(task.crew)) if carrier else 99,
        )

    def stops_shown(self, task: f.Tasking, p_home: float) -> tuple[StopShown, ...]:
        """The stops, with the tasking's value shared out by what each is worth.

        Args:
            p_home: the chance to come home by which the plan has lessened that value.
        """
        gross = min(MOST_VALUE, task.value / p_home)
        worths = [self.worth(stop) for stop in task.stops]
        hoped = sum(w * s.p_there for w, s in zip(worths, task.stops, strict=True))
        if hoped <= 0:
            worths = [1.0 for _ in task.stops]
            hoped = sum(s.p_there for s in task.stops)
        each = gross / hoped if hoped > 0 else 0.0
        return tuple(
            StopShown(
                stop.site,
                self.name[stop.site],
                self.at.get(stop.site),
                each * w,
                self.goods(stop),
                stop.people,
                each,
            )
            for w, stop in zip(worths, task.stops, strict=True)
        )

    def worth(self, stop: f.Stop) -> float:
        """What a stop's goods, and people, are worth beside one another."""
        goods = sum(worth(self.state, a.item, a.n) for a in (*stop.expect, *stop.leaves))
        return goods + stop.people

    def goods(self, stop: f.Stop) -> tuple[tuple[str, float], ...]:
        """What a stop's load adds to each need of the base."""
        found: dict[str, float] = {}
        for amount in stop.expect:
            item = item_named(self.state, amount.item)
            if item is not None:
                found[item.need] = found.get(item.need, 0.0) + of_need(self.state, item, amount.n)
        return tuple(sorted(found.items()))


def legs_of(task: f.Tasking) -> tuple[f.WayTold, ...]:
    """The ways of a tasking that are its legs, in order."""
    return tuple(way for way in task.ways if way.role != "fallback")


def fallback_of(task: f.Tasking, k: int) -> f.WayTold | None:
    """The fallback from a tasking's k-th stop: the next in order that starts at its site."""
    spare = [way for way in task.ways if way.role == "fallback" and way.start == task.stops[k].site]
    before = sum(s.site == task.stops[k].site for s in task.stops[:k])
    return spare[min(before, len(spare) - 1)] if spare else None


def met_by(tasks: Sequence[f.Tasking], i: int) -> float:
    """Expected harmful contacts of a tasking and of those before it that its people or its vehicle
    were out for: what the plan lessens its value by."""
    return tasks[i].hazard + sum(t.hazard for t in tasks[:i] if _shares(t, tasks[i]))


def _shares(one: f.Tasking, other: f.Tasking) -> bool:
    """Whether two taskings need the same people or vehicle."""
    same = set(one.crew) & set(other.crew)
    return bool(same) or (one.vehicle is not None and one.vehicle == other.vehicle)


def _bound(tasks: Sequence[f.Tasking], i: int) -> f.Bound | None:
    """Whom a tasking waits for: as it says, else the last one before it with the same people or
    vehicle."""
    if tasks[i].bound is not None:
        return tasks[i].bound
    before = [j for j in range(i) if _shares(tasks[j], tasks[i])]
    return f.Bound(before[-1], "home") if before else None
