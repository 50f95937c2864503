"""The board: every run with its clock, computed at reading time from the last evidence.

Laws. Nothing here is stored. A clock is reset only by an accepted report of the run. Overdue is
raised by silence alone, and is silent while silence is planned. The turn-round time moves with the
pace that the team has really kept. A run stays on the board while anyone of it is missing or has
called for help.
"""

from dataclasses import dataclass
from itertools import pairwise
from math import exp
from typing import Literal

from holdfast import facts as f
from holdfast.base.clock import DAY_MS, MAX_SKEW_MS
from holdfast.base.geo import Place, along, distance_m, unpack_line
from holdfast.facts.said import Said
from holdfast.know.log import person_name, site_name, vehicle_name
from holdfast.know.people import missing, others
from holdfast.know.risk import Field, field, line_hazard
from holdfast.know.runs import Phase, Story, heard_at_ms, stories
from holdfast.know.state import State
from holdfast.run.clocks import Clock, clock, home_role, moment, reached_ms, stay_ms, way_s

__all__ = ["Card", "Clock", "Fix", "Lane", "Phase", "board"]


@dataclass(frozen=True, slots=True)
class Fix:
    """Where a team is believed to be.

    Attributes:
        place: the last reported place, or the place reckoned along its way since then.
        heading_deg: of the way there.
        reported_ms: when the last report was made; placed_ms: when the last one with a place was.
        reckoned: whether `place` runs ahead of the last report by the plan's pace.
        reach_m: radius inside which the team could be by now, from the last reported place.
    """

    place: Place
    heading_deg: float
    reported_ms: int
    reckoned: bool
    reach_m: float
    reported_place: Place
    placed_ms: int


@dataclass(frozen=True, slots=True)
class Lane:
    """One stretch of a run for the day's timeline: planned, and what is done of it."""

    part: Literal["out", "site", "back"]
    start_ms: int
    end_ms: int
    done: float


@dataclass(frozen=True, slots=True)
class Card:
    """All that the board shows of one run, in the order in which it is always shown.

    Attributes:
        call, title: "KESTREL 1", "Supply run".
        site: name of the first stop's site; `site_id` its id.
        crew: names; `crew_ids` the persons; `lead` the lead's name.
        carrier: vehicle's name, or "On foot".
        p_home: chance that everyone comes home unharmed, from what is believed now.
        others: people found who are with the team.
        on_fallback: the team has switched to its fallback way.
        help: words of an open call for help, empty when none.
        asked, consented: people asked to go, and how many said yes; `declined` names.
    """

    run: str
    call: str
    objective: str
    title: str
    site: str
    site_id: str | None
    phase: Phase
    clock: Clock
    fix: Fix | None
    crew: tuple[str, ...]
    crew_ids: tuple[str, ...]
    lead: str
    carrier: str
    mode: str
    fuel_l: float
    load_kg: float
    value: float
    hazard: float
    p_home: float
    others: int
    on_fallback: bool
    help: str
    declined: tuple[str, ...]
    unanswered: tuple[str, ...]
    lanes: tuple[Lane, ...]
    plan: str | None
    letter: str


TITLES = {
    "supply": "Supply run", "recon": "Recon", "recovery": "Recovery", "rescue": "Rescue",
    "transfer": "Transfer", "patrol": "Patrol",
}  # fmt: skip
ORDER = ("outbound", "on_site", "returning", "ready", "tasked", "home", "debriefed", "called_off")
FASTEST_MPS = 40.0
"""No team of ours moves faster, whatever its tasking says (assumed)."""
NEAR_WAY_M = 1000.0
"""A reported place further than this from the way is not on the way (assumed)."""


def board(state: State, now_ms: int) -> list[Card]:
    """Every run that concerns today: overdue first, then out, ready, tasked, home."""
    danger = field(state, now_ms)
    cards = [
        card(state, s, s.tasking, danger, now_ms)
        for s in stories(state).values()
        if s.tasking is not None and _concerns_today(state, s, now_ms)
    ]
    return sorted(
        cards,
        key=lambda c: (-c.clock.overdue_ms, not c.help, ORDER.index(c.phase), c.clock.depart_ms),
    )


def _concerns_today(state: State, story: Story, now_ms: int) -> bool:
    """Out or still to go; closed within the last day; or with somebody missing or in need."""
    if missing(state, story) or open_help(story, now_ms):
        return True
    if story.phase in ("home", "debriefed"):
        return (story.home_ms or 0) > now_ms - DAY_MS
    if story.phase == "called_off":
        return (moment(story, f.RunCalledOff) or 0) > now_ms - DAY_MS
    return True


def card(state: State, story: Story, tasking: f.Tasking, danger: Field, now_ms: int) -> Card:
    """All that the board shows of one run."""
    tasked = story.tasked.fact if story.tasked else None
    assert isinstance(tasked, f.RunTasked)  # noqa: S101  # a story with a tasking has it
    times = clock(story, tasking, now_ms)
    fix = fix_of(story, tasking, times, now_ms)
    hazard = hazard_left(story, tasking, danger, times, now_ms)
    site = tasking.stops[0].site if tasking.stops else None
    return Card(
        run=story.run,
        call=tasked.call,
        objective=tasked.objective,
        title=TITLES[tasked.objective],
        site=site_name(state, site),
        site_id=site,
        phase=story.phase,
        clock=times,
        fix=fix,
        crew=tuple(person_name(state, p) for p in story.crew),
        crew_ids=story.crew,
        lead=person_name(state, tasking.lead),
        carrier=vehicle_name(state, tasking.vehicle) if tasking.vehicle else "On foot",
        mode=tasking.mode,
        fuel_l=tasking.fuel_l,
        load_kg=tasking.load_kg,
        value=tasking.value,
        hazard=hazard,
        p_home=exp(-hazard),
        others=others(story),
        on_fallback=home_role(story) == "fallback",
        help=open_help(story, now_ms),
        declined=tuple(person_name(state, p) for p, yes in story.consents.items() if not yes),
        unanswered=tuple(person_name(state, p) for p in tasking.crew if p not in story.consents),
        lanes=lanes(story, tasking, times, now_ms),
        plan=tasked.plan,
        letter=tasked.letter,
    )


def open_help(story: Story, now_ms: int) -> str:
    """Words of the last call for help, until the team says that it is well or is home.

    A word dated ahead of what clocks may differ by answers no call.
    """
    said = story.last(f.HelpCalled)
    if said is None or not isinstance(said.fact, f.HelpCalled):
        return ""
    later = story.reports[story.reports.index(said) + 1 :]
    if any(_all_well(r) and heard_at_ms(r) <= now_ms + MAX_SKEW_MS for r in later):
        return ""
    return said.fact.words or f"Needs help: {said.fact.need}"


def _all_well(said: Said) -> bool:
    return isinstance(said.fact, f.CameHome) or (
        isinstance(said.fact, f.CheckedIn) and said.fact.well
    )


def current_way(story: Story, tasking: f.Tasking) -> f.WayTold | None:
    """The way that the team is on now."""
    role = {"outbound": "out", "returning": home_role(story)}.get(story.phase)
    return next((w for w in tasking.ways if w.role == role and len(w.line) >= 4), None)


def fix_of(story: Story, tasking: f.Tasking, times: Clock, now_ms: int) -> Fix | None:
    """Where the team is believed to be.

    1. Inside the gate: nowhere outside. 2. The last place that its reports tell.
    3. Reckoned along its way from there, unless it is overdue or at a site. 4. Its reach.
    """
    if not story.outside or times.heard_ms is None:
        return None
    known = last_place(story, tasking)
    if known is None:
        return None
    place, since_ms = known[0], min(known[1], times.heard_ms)
    way = current_way(story, tasking)
    line = unpack_line(way.line) if way else []
    age_s = max(0.0, (now_ms - since_ms) / 1000)
    speed_mps = min(way.length_m / way.time_s, FASTEST_MPS) if way and way.time_s > 0 else 1.2
    reach = age_s * speed_mps if times.overdue_ms else 0.0
    start = nearest_fraction(line, place)
    if times.overdue_ms or way is None or start is None or way.time_s <= 0:
        return Fix(place, 0.0, times.heard_ms, False, reach, place, since_ms)
    ahead = start + age_s / (way.time_s * max(times.pace, 1.0))
    now_at, heading = along(line, min(ahead, 1.0))
    return Fix(now_at, heading, times.heard_ms, True, reach, place, since_ms)


def last_place(story: Story, tasking: f.Tasking) -> tuple[Place, int] | None:
    """The last place that the reports tell, and when: a place that was given, or the gate and the
    site that a departure, an arrival or a leaving names.
    """
    told: list[tuple[int, Place]] = []
    if story.place is not None and story.place_ms is not None:
        told.append((story.place_ms, story.place))
    out = next((w for w in tasking.ways if w.role == "out" and len(w.line) >= 2), None)
    if out is not None:
        left_ms = story.departed_ms if story.departed_ms is not None else tasking.depart_ms
        told.append((left_ms, unpack_line(out.line)[0]))
    said = story.last(f.Arrived, f.LeftSite)
    site = getattr(said.fact, "site", None) if said else None
    there = next((w for w in tasking.ways if w.goal == site and len(w.line) >= 2), None)
    if said is not None and there is not None:
        told.append((heard_at_ms(said), unpack_line(there.line)[-1]))
    if not told:
        return None
    since_ms, place = max(told, key=lambda x: x[0])
    return place, since_ms


def whereabouts(story: Story, now_ms: int) -> Fix | None:
    """Where a run's team is believed to be now; None when it is not outside or nobody can tell."""
    tasking = story.tasking
    if tasking is None:
        return None
    return fix_of(story, tasking, clock(story, tasking, now_ms), now_ms)


def nearest_fraction(line: list[Place], place: Place) -> float | None:
    """How far along a line its vertex nearest to a place lies; None when none is near."""
    if len(line) < 2:
        return None
    nearest = min(range(len(line)), key=lambda i: distance_m(line[i], place))
    if distance_m(line[nearest], place) > NEAR_WAY_M:
        return None
    total = sum(distance_m(a, b) for a, b in pairwise(line))
    upto = sum(distance_m(line[i], line[i + 1]) for i in range(nearest))
    return upto / total if total > 0 else 0.0


def hazard_left(
    story: Story, tasking: f.Tasking, danger: Field, times: Clock, now_ms: int
) -> float:
    """Expected harmful contacts on what is left of the run, by the hazard field of now."""
    if story.phase in ("home", "debriefed", "called_off"):
        return 0.0
    left = {"out": 1.0, "site": 1.0, "back": 1.0}
    if story.outside:
        left = {part.part: 1.0 - part.done for part in lanes(story, tasking, times, now_ms)}
    roles = {"out": "out", "back": home_role(story)}
    total = 0.0
    for part, role in roles.items():
        for way in (w for w in tasking.ways if w.role == role):
            total += (
                float(line_hazard(danger, unpack_line(way.line), tasking.mode).sum()) * left[part]
            )
    goals = [w for w in tasking.ways if w.role == "out" and len(w.line) >= 2]
    if goals:
        at = unpack_line(goals[-1].line)[-1]
        total += danger.site(at, stay_ms(tasking) / 3_600_000) * left["site"]
    return total


def lanes(story: Story, tasking: f.Tasking, times: Clock, now_ms: int) -> tuple[Lane, ...]:
    """Out, site and back for the timeline: real times where known, planned ones elsewhere."""
    depart = times.depart_ms
    out_ms = round(way_s(tasking, "out") * 1000)
    arrive = reached_ms(story) or depart + round(out_ms * times.pace)
    leave = moment(story, f.LeftSite, f.TurnedBack)
    if leave is None:
        leave = arrive + stay_ms(tasking)
        leave = max(leave, now_ms) if story.phase == "on_site" else leave
    home = max(times.home_ms, leave)
    done = {
        "outbound": (_share(depart, arrive, now_ms), 0.0, 0.0),
        "on_site": (1.0, _share(arrive, leave, now_ms), 0.0),
        "returning": (1.0, 1.0, _share(leave, home, now_ms)),
        "home": (1.0, 1.0, 1.0),
        "debriefed": (1.0, 1.0, 1.0),
    }.get(story.phase, (0.0, 0.0, 0.0))
    return (
        Lane("out", depart, arrive, done[0]),
        Lane("site", arrive, leave, done[1]),
        Lane("back", leave, home, done[2]),
    )


def _share(start_ms: int, end_ms: int, now_ms: int) -> float:
    """How much of a stretch has passed; never quite all of it before the team says so."""
    if end_ms <= start_ms:
        return 0.99
    return max(0.0, min(0.99, (now_ms - start_ms) / (end_ms - start_ms)))
