"""The debrief: what a run's plan assumed against what was met, drafted from its reports.

Steps. 1. The way: time kept and contacts against the hazard expected. 2. Each threat on the way:
the contact it should have brought, and did. 3. Each stop: believed contents against found. 4. Time
home and daylight. 5. What came in, as person-days of need. A person confirms or corrects it.

Laws. A quiet passage speaks against a threat only for what was really walked, leg by leg, only by
people who all came home, and only where the evidence for the threat is older than the passage. Of a
run that was tasked anew, the stops that it had reached before count beside those of the tasking
that holds. A stop that nobody tried to reach says nothing of whether it can be reached. The draft
may always be said: its words and numbers keep the limits of facts.words.
"""

from math import exp

from holdfast import facts as f
from holdfast.base.geo import distance_m, unpack_line
from holdfast.base.grid import clock_words
from holdfast.facts.said import Said
from holdfast.know.brought_in import people_of
from holdfast.know.course import Course, Leg, Visit
from holdfast.know.hazard import EDGE, MODE_EXPOSURE, km_inside
from holdfast.know.legs import GATE
from holdfast.know.naming import good_words, site_name
from holdfast.know.risk import ThreatLine, threats
from holdfast.know.runs import Story, heard_at_ms, story
from holdfast.know.state import State
from holdfast.know.stock import item_named, worth
from holdfast.run.clocks import pace_kept

MOST = 1e9
"""As facts.words.Quantity has it."""
LONGEST = 2_000
"""As facts.words.Words has it."""


def draft(state: State, run: str, words: str = "") -> f.Debriefed:
    """The debrief as far as the reports tell it; the run must be home."""
    told = story(state, run)
    tasking = told.tasking
    home_ms = told.home_ms or 0
    if tasking is None:
        return f.Debriefed(run=run, words=words)
    goods = {line for c in told.courses for s in c.tasking.stops for line in _goods(state, s)}
    assumes = [a for c in told.courses for a in c.tasking.assumes]
    met = (
        _way_met(told, home_ms),
        *(m for course in told.courses for m in _course_met(state, told, course)),
        _time_met(told, tasking, home_ms),
        *_rehearsed_met(state, told, home_ms),
        *(f.Met(a, "") for a in assumes if not any(a.startswith(good) for good in goods)),
    )
    return f.Debriefed(
        run=run,
        met=tuple({m.assumed: m for m in met[::-1]}.values())[::-1],
        exposures=tuple(exposures(state, told)),
        pace=pace_kept(told, home_ms),
        value=min(brought(state, told), MOST),
        words=words,
    )


def brought(state: State, told: Story) -> float:
    """Person-days of need met by what the team carried away."""
    taken = [a for r in told.reports if isinstance(r.fact, f.FoundReported) for a in r.fact.taken]
    return sum(worth(state, a.item, a.n) for a in taken)


def _way_met(told: Story, home_ms: int) -> f.Met:
    contacts = [r.fact for r in told.all(f.ContactReported)]
    harmful = sum(getattr(c, "harm", "") in ("hurt", "dead") for c in contacts)
    pace = pace_kept(told, home_ms)
    met = f"{len(contacts)} contact{'' if len(contacts) == 1 else 's'}, {harmful} with harm to us"
    return f.Met(
        assumed=f"No harm to us on the run ({exp(-told.courses[0].tasking.hazard):.1%})",
        found=f"{met if contacts else 'no contact'}; ways took {pace:.2f} of the planned time"
        + _missing_words(told),
        held=harmful == 0 and not told.left_behind,
    )


def _course_met(state: State, told: Story, course: Course) -> list[f.Met]:
    """What the stops of a tasking were believed to be; of one that holds no more, those reached."""
    holds = course is told.courses[-1]
    heard = _heard_with(told, course)
    return [
        met
        for i in range(len(course.tasking.stops))
        if holds or i in course.reached
        for met in _stop_met(state, heard, course, i)
    ]


def _heard_with(told: Story, course: Course) -> list[Said]:
    """What was reported while a tasking held."""
    began = [c.since_ms for c in told.courses]
    n = told.courses.index(course)
    begins = began[n] if n else None
    ends = began[n + 1] if n + 1 < len(began) else None
    return [
        r
        for r in told.reports
        if (begins is None or heard_at_ms(r) >= begins) and (ends is None or heard_at_ms(r) < ends)
    ]


def _stop_met(state: State, heard: list[Said], course: Course, i: int) -> list[f.Met]:
    """What a stop was believed to hold against what was found there, a line for each good.

    An assumption counts as held from four fifths of the amount (assumed).
    """
    stop, reached = course.tasking.stops[i], i in course.reached
    words = "reached" if reached else "not reached"
    site = site_name(state, stop.site)
    lines = [_people_met(heard, course, i, site)] if stop.people else []
    handed = [f"{_good(state, stop, a)} handed over"[:LONGEST] for a in stop.leaves]
    lines += [f.Met(assumed, words, None if reached else False) for assumed in handed]
    if not stop.expect:
        can = True if reached else False if _tried(course, i) else None
        return [f.Met(f"{site} can be reached"[:LONGEST], words, can), *lines]
    said = [r.fact for r in heard if isinstance(r.fact, f.FoundReported)]
    said = [fact for fact in said if fact.site == stop.site]
    found: dict[str, float] = {}
    for amount in (a for fact in said for a in fact.found):
        found[amount.item] = found.get(amount.item, 0.0) + amount.n
    goods = []
    for amount, assumed in zip(stop.expect, _goods(state, stop), strict=True):
        stated = next((a for a in course.tasking.assumes if a.startswith(assumed)), assumed)
        n = found.get(amount.item, 0.0)
        if said:
            goods.append(f.Met(stated[:LONGEST], f"found {n:,.10g}", n >= 0.8 * amount.n))
        else:
            unsearched = f"{words}, not searched" if reached else words
            goods.append(f.Met(stated[:LONGEST], unsearched, None))
    return [*goods, *lines]


def _tried(course: Course, i: int) -> bool:
    """Whether they were on their way to a stop and did not get there."""
    turned_on = course.turned_on is not None and course.turned_on.goal == i
    return turned_on or (course.last == GATE and i == 0)


def _people_met(heard: list[Said], course: Course, i: int, site: str) -> f.Met:
    """Who was to be brought away from a stop, against who was found during the visits there."""
    n = course.tasking.stops[i].people
    visits = [part for part in course.gone if isinstance(part, Visit) and part.stop == i]
    found = 0
    for report in heard:
        if isinstance(report.fact, f.PeopleFound):
            at_ms = heard_at_ms(report)
            there = any(_during(visit, at_ms) for visit in visits)
            found += people_of(report.fact) if there else 0
    words = f"found {found}" if visits else "not reached"
    return f.Met(f"{n} people at {site}"[:LONGEST], words, found >= n if visits else None)


def _during(visit: Visit, at_ms: int) -> bool:
    after = visit.arrived_ms is None or at_ms >= visit.arrived_ms
    return after and (visit.left_ms is None or at_ms <= visit.left_ms)


def _goods(state: State, stop: f.Stop) -> list[str]:
    return [_good(state, stop, amount) for amount in stop.expect]


def _good(state: State, stop: f.Stop, amount: f.Amount) -> str:
    """A good of a stop as the plan stated it."""
    item = item_named(state, amount.item)
    unit, name = (item.unit, item.name) if item else ("", amount.item)
    return good_words(amount.n, unit, name, site_name(state, stop.site))


def _missing_words(told: Story) -> str:
    """'; 1 missing' of a run that is home without somebody."""
    n = len(told.left_behind)
    return f"; {n} missing" if n else ""


def _time_met(told: Story, tasking: f.Tasking, home_ms: int) -> f.Met:
    late_min = round((home_ms - tasking.home_ms) / 60_000)
    dark = tasking.dark_ms is not None and home_ms > tasking.dark_ms
    return f.Met(
        assumed="Home at the planned time" + (", before last light" if tasking.dark_ms else ""),
        found=f"home {abs(late_min)} min {'late' if late_min > 0 else 'early'}"
        + (", after last light" if dark else "")
        + _missing_words(told),
        held=not dark and late_min <= 30 and not told.left_behind,
    )


def _rehearsed_met(state: State, told: Story, home_ms: int) -> list[f.Met]:
    """What its rehearsal said, for the tasking that it was said of: nine of ten plays were home
    within these hours. Of a chance, one run says nothing: that is for many runs together."""
    said = state.rehearsals.get(told.run)
    if said is None or not isinstance(said.fact, f.RunRehearsed) or len(told.courses) > 1:
        return []
    rehearsed, times = said.fact, said.fact.home_ms
    contacts, gone = told.all(f.ContactReported), told.left_behind
    hurt = any(getattr(c.fact, "harm", "") in ("hurt", "dead") for c in contacts)
    lines = [
        f.Met(
            assumed=f"Rehearsed {rehearsed.n:,} times: somebody hurt in {rehearsed.p_harm:.1%}",
            found=(
                "somebody was hurt"
                if hurt
                else "nobody was seen hurt"
                if gone
                else "nobody was hurt"
            )
            + _missing_words(told),
            held=None,
        )
    ]
    if times:
        zone = _zone(state, told)
        within = times[0] <= home_ms <= times[-1] and not gone
        early, late, home = (clock_words(ms, zone) for ms in (times[0], times[-1], home_ms))
        lines.append(
            f.Met(
                f"Rehearsed: home from {early} to {late} in nine of ten",
                f"home {home}" + _missing_words(told),
                within,
            )
        )
    return lines


def _zone(state: State, told: Story) -> str:
    """Where the base's clocks are."""
    task = told.tasked.fact if told.tasked else None
    said = state.bases.get(task.base) if isinstance(task, f.RunTasked) else None
    return said.fact.zone if said and isinstance(said.fact, f.BaseFounded) else "UTC"


def exposures(state: State, told: Story) -> list[f.Exposure]:
    """What the passage says about each threat that was believed when the team left."""
    walked = [
        (unpack_line(leg.way.line), course.tasking.mode)
        for course in told.courses
        for leg in course.gone
        if isinstance(leg, Leg) and leg.way is not None
    ]
    left_ms = told.departed_ms
    if left_ms is None or not walked:
        return []
    found = []
    for threat in threats(state, told.home_ms or left_ms):
        if threat.run == told.run or threat.lifted:
            continue
        met = sum(km_inside(line, threat) * MODE_EXPOSURE[mode] for line, mode in walked)
        hazard = min(met * threat.per_km, MOST)
        contacts = _contacts_at(told, threat)
        speaks = contacts or (threat.last_ms <= left_ms and not told.left_behind)
        if hazard > 0 and speaks:
            found.append(f.Exposure(threat.threat, hazard, contacts))
    return found


def _contacts_at(told: Story, threat: ThreatLine) -> int:
    return sum(
        isinstance(r.fact, f.ContactReported)
        and r.fact.at is not None
        and distance_m(r.fact.at.place, threat.place) <= EDGE * max(threat.radius_m, 1.0)
        for r in told.reports
    )
