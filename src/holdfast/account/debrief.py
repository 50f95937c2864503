"""The debrief: what a run's plan assumed against what was met, drafted from its reports.

Steps. 1. The way: time kept and contacts against the hazard expected. 2. Each threat on the way:
the contact it should have brought, and did. 3. The site: believed contents against found. 4. Time
home and daylight. 5. What came in, as person-days of need. A person confirms or corrects it.
"""

from itertools import pairwise

from holdfast import facts as f
from holdfast.base.geo import Place, distance_m, unpack_line
from holdfast.know.log import amounts_words, site_name
from holdfast.know.risk import EDGE, MODE_EXPOSURE, ThreatLine, threats
from holdfast.know.runs import Story, heard_at_ms, story
from holdfast.know.state import State
from holdfast.know.stock import worth
from holdfast.run.clocks import moment, pace_kept


def draft(state: State, run: str, words: str = "") -> f.Debriefed:
    """The debrief as far as the reports tell it; the run must be home."""
    told = story(state, run)
    tasking = told.tasking
    home_ms = told.home_ms or 0
    if tasking is None:
        return f.Debriefed(run=run, words=words)
    return f.Debriefed(
        run=run,
        met=(
            _way_met(told, tasking, home_ms),
            *(_site_met(state, told, stop) for stop in tasking.stops),
            _time_met(tasking, home_ms),
            *(f.Met(a, "") for a in tasking.assumes),
        ),
        exposures=tuple(exposures(state, told, tasking)),
        pace=pace_kept(told, tasking, home_ms),
        value=brought(state, told),
        words=words,
    )


def brought(state: State, told: Story) -> float:
    """Person-days of need met by what the team carried away."""
    taken = [a for r in told.reports if isinstance(r.fact, f.FoundReported) for a in r.fact.taken]
    return sum(worth(state, a.item, a.n) for a in taken)


def _way_met(told: Story, tasking: f.Tasking, home_ms: int) -> f.Met:
    contacts = len(told.all(f.ContactReported))
    pace = pace_kept(told, tasking, home_ms)
    return f.Met(
        assumed=f"{tasking.hazard:.2f} harmful contacts expected on the run",
        found=f"{contacts} contact{'' if contacts == 1 else 's'}; pace {pace:.2f} of the plan",
        held=contacts == 0,
    )


def _site_met(state: State, told: Story, stop: f.Stop) -> f.Met:
    name = site_name(state, stop.site)
    said = [
        r.fact
        for r in told.reports
        if isinstance(r.fact, f.FoundReported) and r.fact.site == stop.site
    ]
    assumed = (
        f"{name} holds {amounts_words(state, stop.expect)} with {stop.p_there:.0%}"
        if stop.expect
        else f"{name} can be reached"
    )
    if not said:
        arrived = any(
            isinstance(r.fact, f.Arrived) and r.fact.site == stop.site for r in told.reports
        )
        return f.Met(assumed, "reached, not searched" if arrived else "not reached", None)
    found: dict[str, float] = {}
    for amount in (a for fact in said for a in fact.found):
        found[amount.item] = found.get(amount.item, 0.0) + amount.n
    enough = all(found.get(a.item, 0.0) >= 0.8 * a.n for a in stop.expect)
    amounts = tuple(f.Amount(item, n) for item, n in found.items())
    return f.Met(assumed, f"found {amounts_words(state, amounts)}", enough)


def _time_met(tasking: f.Tasking, home_ms: int) -> f.Met:
    late_min = round((home_ms - tasking.home_ms) / 60_000)
    dark = tasking.dark_ms is not None and home_ms > tasking.dark_ms
    return f.Met(
        assumed="Home at the planned time" + (", before last light" if tasking.dark_ms else ""),
        found=f"home {abs(late_min)} min {'late' if late_min > 0 else 'early'}"
        + (", after last light" if dark else ""),
        held=not dark and late_min <= 30,
    )


def exposures(state: State, told: Story, tasking: f.Tasking) -> list[f.Exposure]:
    """What the passage says about each threat that was believed when the team left."""
    left_ms = told.departed_ms or tasking.depart_ms
    walked = _walked(told, tasking)
    found = []
    for threat in threats(state, told.home_ms or left_ms):
        if threat.run == told.run:
            continue
        km = sum(_km_inside(unpack_line(way.line), threat) for way in walked)
        hazard = km * threat.per_km * MODE_EXPOSURE[tasking.mode]
        if hazard > 0 and threat.last_ms <= (moment(told, f.CameHome) or left_ms):
            found.append(f.Exposure(threat.threat, hazard, _contacts_at(told, threat)))
    return found


def _walked(told: Story, tasking: f.Tasking) -> list[f.WayTold]:
    """The ways that the team really took: out if it arrived, then back or the fallback."""
    switched = told.last(f.WaySwitched)
    home_role = "back"
    if switched and isinstance(switched.fact, f.WaySwitched):
        home_role = switched.fact.role
    roles = ["out", home_role] if told.last(f.Arrived) else []
    return [way for way in tasking.ways if way.role in roles]


def _km_inside(line: list[Place], threat: ThreatLine) -> float:
    """Kilometres of a line within a threat, weighted as the hazard field weights them."""
    total = 0.0
    for a, b in pairwise(line):
        middle = Place((a.lon + b.lon) / 2, (a.lat + b.lat) / 2)
        far = distance_m(middle, threat.place) / max(threat.radius_m, 1.0)
        weight = max(0.0, min(1.0, (EDGE - far) / (EDGE - 1)))
        total += weight * distance_m(a, b) / 1000
    return total


def _contacts_at(told: Story, threat: ThreatLine) -> int:
    return sum(
        isinstance(r.fact, f.ContactReported)
        and r.fact.at is not None
        and distance_m(r.fact.at.place, threat.place) <= threat.radius_m
        and heard_at_ms(r) > 0
        for r in told.reports
    )
