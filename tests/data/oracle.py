"""A mission played with SimPy by the rules of docs/rehearsal.md: what the kernel is held against.

Laws. It shares nothing with the kernel but the mission and the odds: it reads no script, draws from
continuous distributions, and each team is a process that waits for the one it is bound to.
"""

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from math import exp, inf
from random import Random
from typing import Any, Literal

import simpy

from holdfast.rehearse.mission import Mission, Piece, Stop, Team, Way
from holdfast.rehearse.odds import Odds

Kind = Literal["out", "last", "home"]
"""A way to a stop, the planned last leg, and any other way home."""
Went = Literal["on", "turn", "end"]
Time = Generator[simpy.Event, Any, Any]
HOUR_S = 3_600.0


class Luck(Random):
    """What is drawn."""

    def so(self, p: float) -> bool:
        """Whether it is so, with this chance."""
        return self.random() < p

    def wait(self, mean: float) -> float:
        """An exponential time."""
        return self.expovariate(1 / mean) if mean > 0 else 0.0

    def until(self, rate: float) -> float:
        """How far it is to the next of what comes at this rate."""
        return self.expovariate(rate) if rate > 0 else inf

    def factor(self, sigma: float) -> float:
        """Lognormal, of mean 1."""
        return exp(self.gauss(0.0, sigma) - sigma * sigma / 2) if sigma > 0 else 1.0


@dataclass
class Day:
    """What all teams share."""

    luck: Luck
    odds: Odds
    mission: Mission
    strengths: list[float] = field(default_factory=list)
    sites: dict[int, float] = field(default_factory=dict)
    storm: tuple[float, float] = (inf, inf)

    def __post_init__(self) -> None:
        """Source by source, then the storm."""
        shape = self.odds.rate_shape
        for p in self.mission.p:
            there = self.luck.so(p)
            even = shape == inf or shape <= 0
            strength = 1.0 if even else self.luck.gammavariate(shape, 1 / shape)
            self.strengths.append(strength if there else 0.0)
        if self.luck.so(self.odds.p_storm):
            begins = self.luck.uniform(0.0, self.odds.storm_within_s)
            self.storm = (begins, begins + self.luck.wait(self.odds.storm_s))

    def holds(self, stop: Stop) -> bool:
        """Whether what is hoped for is there."""
        return self.sites.setdefault(stop.site, self.luck.random()) < stop.p_there

    def contacts(self, hazards: Mapping[int, float]) -> float:
        """How many contacts are to be expected, by day."""
        harms = sum(h * self.strengths[source] for source, h in hazards.items())
        return self.odds.contacts_per_harm * harms


@dataclass
class Run:
    """One team's day. struck: names as in the kernel. load, left, brought: numbers of stops."""

    env: simpy.Environment
    day: Day
    team: Team
    others: "list[Run]"
    ended: simpy.Event = field(init=False)
    state: str = "STAYED"
    end_s: float = 0.0
    moved_m: float = 0.0
    healthy: int = 0
    walking: int = 0
    carried: int = 0
    dead: int = 0
    medics: int = 0
    struck: set[str] = field(default_factory=set)
    load: set[int] = field(default_factory=set)
    left: set[int] = field(default_factory=set)
    brought: set[int] = field(default_factory=set)
    over: bool = False
    apart: int = 0
    parted: tuple[int, float] = (-1, 0.0)
    carried_since: float | None = None

    def __post_init__(self) -> None:
        """It is ready to leave."""
        self.luck, self.odds = self.day.luck, self.day.odds
        self.on_foot = self.team.mode == "foot"
        self.lost_vehicle = False
        self.healthy, self.medics = self.team.n_people, min(self.team.n_medics, self.team.n_people)
        self.pace = self.luck.factor(self.odds.day_spread)
        self.link = not self.luck.so(self.odds.p_link)
        self.ended = self.env.process(self.live())

    # The day

    def live(self) -> Time:
        """Wait, go, come home or not."""
        start = yield from self.leaves()
        if start is None:
            return
        yield self.env.timeout(max(0.0, start - self.env.now))
        if not self.link:
            self.struck.add("NO_LINK")
        stranded = yield from self.goes()
        self.end_s = self.env.now
        gone = self.healthy + self.walking + self.carried + self.apart == 0 < self.team.n_people
        self.state = "LOST" if gone else "STRANDED" if stranded else "HOME"
        if self.state == "HOME":
            self.brought = set(self.load)
        else:
            self.leave_load()
        self.serves()

    def leaves(self) -> Time:
        """When it leaves; None where it stays."""
        team, at = self.team, self.team.depart_s
        if team.bound is None:
            return at
        other = self.others[team.bound]
        yield other.ended
        if team.when == "cache" and not other.link:  # whoever fetches them brings the news
            for run in self.others[: self.others.index(self)]:
                if run.team.bound == team.bound and run.team.when == "medevac":
                    yield run.ended
        if team.when == "home":
            hurt = other.walking + other.carried + other.dead
            gap = max(0.0, team.depart_s - other.team.home_s)
            whole = other.state == "HOME" and not hurt and not other.lost_vehicle
            return max(at, other.end_s + gap) if whole else None
        known = other.end_s
        if team.when == "cache":
            heard = other.state == "HOME" or (other.state == "STRANDED" and other.link)
            return max(at, known + self.odds.call_s) if other.left and heard else None
        if not other.link:
            known = max(known, other.team.home_s + self.odds.overdue_s)
        return known + self.odds.call_s if other.state == "STRANDED" and known < inf else None

    def serves(self) -> None:
        """What its coming home means for the one it is bound to."""
        if 0 not in self.brought or self.team.bound is None:
            return
        other = self.others[self.team.bound]
        if self.team.when == "cache":
            other.brought |= other.left
            other.struck.add("FETCHED")
        elif self.team.when == "medevac":
            other.state, other.end_s = "HOME", self.end_s
            other.struck.add("FETCHED")

    def goes(self) -> Time:
        """Leg by leg and stop by stop; true if they got stuck."""
        for k, leg in enumerate(self.team.legs):
            kind: Kind = "last" if k == len(self.team.stops) else "out"
            start = self.team.stops[k - 1] if k else None
            went, at, part = yield from self.along(leg, kind, self.can_turn(start))
            if went == "end":
                return True
            if went == "turn":
                return (yield from self.back(leg, at, part, start))
            if kind == "out":
                home = yield from self.stops_at(k)
                if home is not None:
                    return home == "end" or (yield from self.falls_back(self.team.stops[k]))
        return False

    def can_turn(self, start: Stop | None) -> bool:
        """Whether a leg from here can be turned on."""
        return self.apart == 0 and (start is None or start.fallback is not None)

    def back(self, leg: Way, at: int, part: float, start: Stop | None) -> Time:
        """Back along the leg, and from a stop by its fallback."""
        rest = [(leg[at], part)] if part > 0 else []
        for piece, of in (*rest, *((piece, 1.0) for piece in reversed(leg[:at]))):
            went, _ = yield from self.passes(piece, of, "home", False, forwards=False)
            if went == "end":
                return True
        return False if start is None else (yield from self.falls_back(start))

    def falls_back(self, stop: Stop) -> Time:
        """Home by the fallback."""
        self.struck.add("FALLBACK")
        went, _, _ = yield from self.along(stop.fallback or (), "home", False)
        return went == "end"

    def along(self, way: Way, kind: Kind, can_turn: bool) -> Time:
        """Piece by piece: how it went, at which piece, and how much of it lies behind."""
        for i, piece in enumerate(way):
            went, part = yield from self.passes(piece, 1.0, kind, can_turn, forwards=True)
            if went != "on":
                return went, i, part
        return "on", len(way), 0.0

    # A piece of way

    def passes(
        self, piece: Piece, of: float, kind: Kind, can_turn: bool, *, forwards: bool
    ) -> Time:
        """A piece, or so much of it; how it went and how much of it lies behind."""
        factor, done, shut = self.luck.factor(self.spread(piece)), 0.0, piece.shut and forwards
        if piece.hits and forwards and self.healthy:
            self.struck.add("HARM")
            self.is_hurt("carried", medic=self.medics > 0)
            went = self.judged(kind, can_turn, turns=kind == "out", stuck=self.after_harm(False))
            if went != "on":
                return went, 0.0
        while True:
            dark = self.odds.dark_hazard if self.env.now >= self.day.mission.dark_s else 1.0
            weight = 1.0 if self.on_foot else 1 + (self.odds.rough_breakdown - 1) * piece.rough
            km = piece.length_m / 1_000
            breaks = self.odds.sprain_per_km if self.on_foot else self.odds.breakdown_per_km
            blocks = self.odds.blocked_per_km_foot if self.on_foot else self.odds.blocked_per_km
            part, what = min(
                (self.luck.until(dark * self.day.contacts(piece.hazards)), "contact"),
                (self.luck.until(breaks * weight * km), "mishap"),
                (self.luck.until(blocks * km), "blocked"),
                (0.5 - done if shut else inf, "shut"),
                (of - done, "on"),
            )
            yield from self.moves(piece, part, factor)
            done += part
            if what == "on":
                return "on", of
            shut = shut and what != "shut"
            went = yield from self.meets(what, kind, can_turn)
            if went != "on":
                return went, done

    def spread(self, piece: Piece) -> float:
        """Of the time of a piece."""
        o, mode = self.odds, self.team.mode
        still = {"foot": o.leg_spread_foot, "car": o.leg_spread_car, "truck": o.leg_spread_truck}
        return still[mode] + (0.0 if mode == "foot" else o.rough_spread * piece.rough)

    def moves(self, piece: Piece, part: float, factor: float) -> Time:
        """Go on for a part of the piece."""
        o, now, slow = self.odds, self.env.now, 1.0
        if now >= self.day.mission.dark_s:
            self.struck.add("DARK")
            slow *= o.dark_slow_foot if self.on_foot else o.dark_slow
        if self.day.storm[0] <= now < self.day.storm[1]:
            self.struck.add("STORM")
            slow *= o.storm_slow + (o.storm_slow_rough - o.storm_slow) * piece.rough
        if self.on_foot and self.carried:
            slow *= o.stretcher_slow
        elif self.on_foot and self.walking:
            slow *= o.wounded_slow
        time = max(piece.time_s, piece.length_m / o.walk_mps if self.lost_vehicle else 0.0)
        yield self.env.timeout(part * time * self.pace * factor * slow)
        self.moved_m += part * piece.length_m

    def meets(self, what: str, kind: Kind, can_turn: bool) -> Time:
        """A contact, a mishap or a block: whether they go on."""
        if what == "contact":
            outcome, harm = yield from self.contact()
            stuck = harm and self.after_harm(True)
            turns = outcome == "CUT_OFF" or harm or outcome == "BROKEN_OFF"
            turns = turns if kind == "out" else outcome == "CUT_OFF" and kind == "last"
            went = self.judged(kind, can_turn, turns, stuck)
            if went == "on":
                delay = {"CUT_OFF": self.odds.forced_s, "BROKEN_OFF": self.odds.around_s}
                yield self.env.timeout(self.luck.wait(delay.get(outcome, 0.0)))
            return went
        if what == "mishap":
            return (yield from self.mishap(kind, can_turn))
        if what == "blocked":
            self.struck.add("BLOCKED")
            if self.luck.so(self.odds.p_around):
                yield self.env.timeout(self.luck.wait(self.odds.around_s))
                return "on"
        self.struck.add("WAY_CUT")
        went = self.judged(kind, can_turn, turns=kind != "home", stuck=False)
        if went == "on":
            yield self.env.timeout(self.luck.wait(self.odds.forced_s))
        return went

    def judged(self, kind: Kind, can_turn: bool, turns: bool, stuck: bool) -> Went:
        """Whether they go on; if they should turn and cannot, on a way out the errand is over."""
        if stuck:
            return "end"
        if turns and can_turn:
            return "turn"
        self.over = self.over or (turns and kind == "out")
        return "on"

    def mishap(self, kind: Kind, can_turn: bool) -> Time:
        """A breakdown, or a sprain."""
        if self.on_foot:
            if self.healthy:
                self.struck.add("SPRAIN")
                self.is_hurt("walking", medic=self.luck.so(self.medics / self.healthy))
                yield self.env.timeout(self.luck.wait(self.odds.rest_s))
            return "end" if self.is_stuck() else "on"
        self.struck.add("BREAKDOWN")
        yield self.env.timeout(self.luck.wait(self.odds.repair_s))
        if not self.luck.so(self.odds.p_beyond):
            return "on"
        self.loses_vehicle()
        return self.judged(kind, can_turn, turns=kind == "out", stuck=self.is_stuck())

    # Contacts and harm

    def contact(self) -> Time:
        """What kind, with its delay; and whether somebody is hurt."""
        o = self.odds
        kinds = {
            "AVOIDED": (o.p_avoided, o.avoided_s, 0.0),
            "BROKEN_OFF": (o.p_off, o.off_s, o.harm_off),
            "CUT_OFF": (o.p_cut, o.cut_s, o.harm_cut),
            "THROUGH": (o.p_through, o.through_s, o.harm_through),
        }
        outcome = self.luck.choices([*kinds], [p for p, _, _ in kinds.values()])[0]
        _, mean, harms = kinds[outcome]
        self.struck |= {"CONTACT", outcome}
        yield self.env.timeout(self.luck.wait(mean))
        harm = self.healthy > 0 and self.luck.so(harms)
        if harm:
            self.struck.add("HARM")
            self.are_hurt()
        return outcome, harm

    def are_hurt(self) -> None:
        """The first for certain, the others by chance."""
        for _ in range(1 + sum(self.luck.so(self.odds.p_more) for _ in range(self.healthy - 1))):
            x, o = self.luck.random(), self.odds
            how = "walking" if x < o.p_walking else "dead"
            how = "carried" if o.p_walking <= x < o.p_walking + o.p_stretcher else how
            self.is_hurt(how, medic=self.luck.so(self.medics / self.healthy))

    def is_hurt(self, how: str, medic: bool) -> None:
        """One of the healthy."""
        self.healthy -= 1
        self.medics -= medic
        setattr(self, how, getattr(self, how) + 1)
        if how == "carried" and self.carried_since is None:
            self.carried_since = self.env.now

    def after_harm(self, contact: bool) -> bool:
        """The vehicle, the load; and whether they are stuck."""
        if contact and not self.on_foot and self.luck.so(self.odds.p_vehicle_hit):
            self.loses_vehicle()
        pairs = max(0, self.team.seats - self.healthy - self.walking) // 2
        if self.carried > (0 if self.on_foot else self.team.stretchers + pairs):
            self.leave_load()
        return self.is_stuck()

    def loses_vehicle(self) -> None:
        """On foot from here."""
        self.struck.add("VEHICLE_LOST")
        self.on_foot = self.lost_vehicle = True
        self.leave_load()

    def leave_load(self) -> None:
        """Where they are."""
        if self.load:
            self.struck.add("LOAD_LEFT")
        self.left |= self.load
        self.load = set()

    def is_stuck(self) -> bool:
        """Whether they cannot go on."""
        too_few = self.on_foot and self.healthy < self.odds.bearers * self.carried
        if self.healthy + self.walking == 0 or too_few:
            self.struck.add("STUCK")
            return True
        return False

    # A stop

    def stops_at(self, k: int) -> Time:
        """None: on along the plan; else home by the fallback, or the end."""
        stop = self.team.stops[k]
        if self.apart and self.parted[0] == k and (yield from self.meets_again()):
            return "end"
        if not self.over and self.env.now >= stop.turn_s:
            self.struck.add("TOO_LATE")
            self.over = True
        if not self.over and self.env.now > stop.closes_s:
            self.struck.add("CLOSED")
        elif not self.over and (yield from self.stays(k)):
            return "end"
        if not self.over:
            self.parts(k)
            if k + 1 < len(self.team.stops):
                onward = sum(piece.time_s for piece in self.team.legs[k + 1]) * self.pace
                if self.env.now + onward > self.team.stops[k + 1].turn_s:
                    self.struck.add("TOO_LATE")
                    self.over = True
        return "home" if self.over and stop.fallback is not None and not self.apart else None

    def stays(self, k: int) -> Time:
        """The stay; true if they are stuck."""
        stop = self.team.stops[k]
        wanted = stop.stay.time_s * self.luck.factor(self.odds.stay_spread)
        time, lasted, held = wanted, 0.0, self.day.holds(stop)
        if not held:
            self.struck.add("EMPTY")
            time = self.odds.look * wanted
        while True:
            dark = self.odds.dark_hazard if self.env.now >= self.day.mission.dark_s else 1.0
            rate = dark * self.day.contacts(stop.stay.hazards) / max(stop.stay.time_s, 1e-9)
            until = max(0.0, min(time - lasted, stop.turn_s - self.env.now))
            if until < time - lasted:
                self.struck.add("CUT_SHORT")
            at = self.luck.until(rate)
            yield self.env.timeout(min(at, until))
            lasted += min(at, until)
            if at >= until:
                break
            outcome, harm = yield from self.contact()
            if harm and self.after_harm(True):
                return True
            if harm or outcome in ("BROKEN_OFF", "CUT_OFF"):
                self.over = True
                return False
        if held and lasted >= self.odds.enough * wanted * (1 - 1e-9):
            self.load.add(k)
        return False

    def parts(self, k: int) -> None:
        """Some stay here, if they are to be met here again."""
        stop = self.team.stops[k]
        again = [
            j for j in range(k + 1, len(self.team.stops)) if self.team.stops[j].site == stop.site
        ]
        if again and stop.apart and self.healthy > stop.apart and not self.apart:
            self.apart, self.parted = stop.apart, (again[0], self.env.now)
            self.work = (stop.work_s * self.pace, stop.stay)
            self.healthy -= stop.apart

    def meets_again(self) -> Time:
        """Whoever is first waits; true if they are stuck."""
        (need, stay), since = self.work, self.parted[1]
        if self.env.now < since + need:
            self.struck.add("WAITED")
            yield self.env.timeout(since + need - self.env.now)
        times = (self.env.now - since) / stay.time_s if stay.time_s > 0 else 0.0
        mean = self.day.contacts(stay.hazards) * times
        harm, others = False, self.healthy
        if self.luck.so(1 - exp(-mean)):
            self.healthy = self.apart
            _, harm = yield from self.contact()
            self.apart = self.healthy
            self.healthy = others
        self.healthy, self.apart = self.healthy + self.apart, 0
        self.over = self.over or harm
        return harm and self.after_harm(False)


def play(mission: Mission, odds: Odds, luck: Luck) -> list[Run]:
    """One day of a mission, with what came of each team."""
    env = simpy.Environment()
    day, runs = Day(luck, odds, mission), list[Run]()
    for team in mission.teams:
        runs.append(Run(env, day, team, runs))
    env.run()
    for run in runs:
        dies(run)
    return runs


def dies(run: Run) -> None:
    """Some of those who are carried die before they are home."""
    if run.carried_since is None or not run.carried:
        return
    o = run.odds
    hours = (run.end_s - run.carried_since) / HOUR_S
    hours = hours if run.state == "HOME" else o.given_up_h
    p = 1 - exp(-hours * (o.dies_per_h_medic if run.medics > 0 else o.dies_per_h))
    died = sum(run.luck.so(p) for _ in range(run.carried))
    run.carried, run.dead = run.carried - died, run.dead + died
