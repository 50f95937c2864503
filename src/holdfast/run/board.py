"""The board: every run with its clock, computed at reading time from the last evidence.

Laws. Nothing here is stored. A clock is reset only by an accepted report of the run. Overdue is
raised by silence alone, and is silent while silence is planned. The turn-round time moves with the
pace that the team has really kept. A run stays on the board while anyone of it is missing or has
called for help. The site of a run is where its team is, else the stop for which it is heading; of
one that goes home, the last stop reached.
"""

from dataclasses import dataclass
from math import exp

from holdfast import facts as f
from holdfast.base.clock import DAY_MS, HOUR_MS
from holdfast.base.geo import Place
from holdfast.know.bases import elsewhere
from holdfast.know.brought_in import others, unaccounted
from holdfast.know.calls import call_id, open_calls, open_help
from holdfast.know.course import Course
from holdfast.know.harm import has_unnamed_dead
from holdfast.know.hazard import Field, line_hazard
from holdfast.know.legs import place_of
from holdfast.know.naming import person_name, site_name, vehicle_name
from holdfast.know.people import missing
from holdfast.know.recall import recall, recall_words
from holdfast.know.risk import field
from holdfast.know.runs import Phase, Story, stories
from holdfast.know.state import State
from holdfast.run.chances import no_chance
from holdfast.run.clocks import Clock, clock, moment
from holdfast.run.lanes import Lane, Stretch, lanes, stretches, way_line
from holdfast.run.last_seen import LastSeen, last_seen
from holdfast.run.stops import (
    again_words,
    break_off_at,
    next_words,
    site_of,
    stop_of,
    too_late,
    zone_of,
)
from holdfast.run.whereabouts import Fix, fix_of, place_words

__all__ = ["Card", "Clock", "Fix", "Lane", "Phase", "board"]


@dataclass(frozen=True, slots=True)
class Card:
    """All that the board shows of one run, in the order in which it is always shown.

    Attributes:
        call, title: "KESTREL 1", "Supply run"; of another base "Supply run of Mill".
        site: name of the site where they are or for which they are heading; `site_id` its id.
        crew: names; `crew_ids` the persons; `lead` the lead's name.
        carrier: vehicle's name, or "On foot".
        p_home: chance that everyone comes home unharmed, from what is believed now; None where
            `p_home_why` says why none is told.
        others: people found who are with the team.
        on_fallback: their way home is a fallback; `home_way` is its number among the ways told.
        help: words of an open call for help, empty when none; `help_calls` names the open ones.
        asked, consented: people asked to go, and how many said yes; `declined` names.
        n_stop, n_stops: which stop `site` is, from 1, of how many; 0 where it is none of them.
        next: where they are among their stops and what comes next, in words.
        left_out: names of stops that were passed over or will not be reached.
        too_late: at the pace kept they reach the next stop after its turn-round time.
        called_home: 'Called home 08:10, not answered' (or when they did), empty where nobody
            called; `called_home_ms` when, `called_home_why` in the words of who called.
        inside: who of the crew has come home, by id.
        again: 'Said to be home 08:15, heard again 08:40', until a later return answers it.
        turn_at: the stop from which the clock's turn-round time is to break off, where that is one
            before the last; empty where it is to turn back from the last, as tasked.
        where: the place and how it is known: 'reckoned 10:20, last said 09:35 at 36R UU 123 456'.
        seen: of a run that is home without somebody: where and when they were last, and by whom.
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
    p_home: float | None
    others: int
    on_fallback: bool
    help: str
    declined: tuple[str, ...]
    unanswered: tuple[str, ...]
    lanes: tuple[Lane, ...]
    plan: str | None
    letter: str
    n_stop: int = 0
    n_stops: int = 0
    next: str = ""
    left_out: tuple[str, ...] = ()
    too_late: bool = False
    home_way: int | None = None
    help_calls: tuple[str, ...] = ()
    p_home_why: str = ""
    called_home: str = ""
    called_home_ms: int | None = None
    called_home_why: str = ""
    inside: tuple[str, ...] = ()
    again: str = ""
    turn_at: str = ""
    where: str = ""
    seen: LastSeen | None = None


TITLES = {
    "supply": "Supply run", "recon": "Recon", "recovery": "Recovery", "rescue": "Rescue",
    "transfer": "Transfer", "patrol": "Patrol", "evacuation": "Evacuation",
}  # fmt: skip
OVER = ("home", "debriefed", "called_off")
ORDER = ("outbound", "on_site", "returning", "ready", "tasked", "home", "debriefed", "called_off")


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
    """Out or still to go; closed within the last day; somebody missing, in need, unnamed."""
    if missing(state, story) or unaccounted(state, story) or open_help(story):
        return True
    if has_unnamed_dead(state, story):
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
    course = story.courses[-1]
    times = clock(story, tasking, now_ms)
    found = stretches(story, times.pace, now_ms)
    hazard = 0.0 if story.phase in OVER else hazard_left(course, found, danger)
    site = site_of(course)
    home, called, cry = course.home_way, recall(story), open_help(story)
    fix = fix_of(story, times, now_ms)
    why = no_chance(state, story, times, cry, now_ms)
    return Card(
        run=story.run,
        call=tasked.call,
        objective=tasked.objective,
        title=_title(state, tasked),
        site=site_name(state, site),
        site_id=site,
        phase=story.phase,
        clock=times,
        fix=fix,
        where=place_words(fix, now_ms, zone_of(state, story)),
        crew=tuple(person_name(state, p) for p in story.crew),
        crew_ids=story.crew,
        lead=person_name(state, tasking.lead),
        carrier=vehicle_name(state, tasking.vehicle) if tasking.vehicle else "On foot",
        mode=tasking.mode,
        fuel_l=tasking.fuel_l,
        load_kg=tasking.load_kg,
        value=tasking.value,
        hazard=hazard,
        p_home=None if why else exp(-hazard),
        others=others(story),
        on_fallback=home is not None and home.role == "fallback",
        help=cry,
        declined=tuple(person_name(state, p) for p, yes in story.consents.items() if not yes),
        unanswered=tuple(person_name(state, p) for p in tasking.crew if p not in story.consents),
        lanes=lanes(course, found),
        plan=tasked.plan,
        letter=tasked.letter,
        n_stop=0 if course.standing and course.aside else stop_of(course) + 1,
        n_stops=len(tasking.stops),
        next=next_words(state, story, times),
        left_out=tuple(site_name(state, tasking.stops[i].site) for i in course.left_out),
        too_late=too_late(course, times),
        home_way=None if home is None else tasking.ways.index(home),
        help_calls=tuple(call_id(said) for said in open_calls(story)),
        p_home_why=why,
        called_home=recall_words(called, zone_of(state, story)),
        called_home_ms=called.called_ms if called else None,
        called_home_why=called.words if called else "",
        inside=story.inside,
        again=again_words(state, story),
        turn_at=break_off_at(state, course),
        seen=last_seen(state, story),
    )


def _title(state: State, tasked: f.RunTasked) -> str:
    """'Supply run', and of which base where it is not this room's own."""
    name = elsewhere(state, tasked.base)
    return TITLES[tasked.objective] + (f" of {name}" if name else "")


def hazard_left(course: Course, found: list[Stretch], danger: Field) -> float:
    """Expected harmful contacts on what is left of the run, by the hazard field of now."""
    total = 0.0
    for stretch in (s for s in found if s.done < 1):
        met = sum(_hazard(danger, way_line(w, n), course.tasking.mode) for w, n in stretch.ways)
        if stretch.part == "site" and stretch.stop is not None:
            at = place_of(course.tasking, course.tasking.stops[stretch.stop].site)
            stay_h = (stretch.end_ms - stretch.start_ms) / HOUR_MS
            met += danger.site(at, stay_h) if at else 0.0
        total += met * (1 - stretch.done)
    return total


def _hazard(danger: Field, line: list[Place], mode: str) -> float:
    return float(line_hazard(danger, line, mode).sum())
