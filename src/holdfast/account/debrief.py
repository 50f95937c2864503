"""The debrief: what a run's plan assumed against what was met, drafted from its reports.

Steps. 1. The way: time kept and contacts against the hazard expected. 2. Each threat on the way:
the contact it should have brought, and did. 3. The site: believed contents against found. 4. Time
home and daylight. 5. What came in, as person-days of need. A person confirms or corrects it.

Laws. A quiet passage speaks against a threat only for what was really walked, only by people who
all came home, and only where the evidence for the threat is older than the passage. The draft may
always be said: its words and numbers keep the limits of facts.words.
"""

from math import exp

from holdfast import facts as f
from holdfast.base.geo import distance_m, unpack_line
from holdfast.know.log import good_words, site_name
from holdfast.know.risk import EDGE, MODE_EXPOSURE, ThreatLine, km_inside, threats
from holdfast.know.runs import Story, story
from holdfast.know.state import State
from holdfast.know.stock import item_named, worth
from holdfast.run.clocks import home_role, pace_kept

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
    return f.Debriefed(
        run=run,
        met=(
            _way_met(told, tasking, home_ms),
            *(m for stop in tasking.stops for m in _stop_met(state, told, tasking, stop)),
            _time_met(tasking, home_ms),
            *(f.Met(a, "") for a in tasking.assumes if not _about_goods(state, tasking, a)),
        ),
        exposures=tuple(exposures(state, told, tasking)),
        pace=pace_kept(told, tasking, home_ms),
        value=min(brought(state, told), MOST),
        words=words,
    )


def brought(state: State, told: Story) -> float:
    """Person-days of need met by what the team carried away."""
    taken = [a for r in told.reports if isinstance(r.fact, f.FoundReported) for a in r.fact.taken]
    return sum(worth(state, a.item, a.n) for a in taken)


def _way_met(told: Story, tasking: f.Tasking, home_ms: int) -> f.Met:
    contacts = [r.fact for r in told.all(f.ContactReported)]
    harmful = sum(getattr(c, "harm", "") in ("hurt", "dead") for c in contacts)
    pace = pace_kept(told, tasking, home_ms)
    met = f"{len(contacts)} contact{'' if len(contacts) == 1 else 's'}, {harmful} with harm to us"
    return f.Met(
        assumed=f"No harm to us on the run ({exp(-tasking.hazard):.1%})",
        found=f"{met if contacts else 'no contact'}; ways took {pace:.2f} of the planned time",
        held=harmful == 0,
    )


def _stop_met(state: State, told: Story, tasking: f.Tasking, stop: f.Stop) -> list[f.Met]:
    """What a stop was believed to hold against what was found there, a line for each good.

    An assumption counts as held from four fifths of the amount (assumed).
    """
    said = [
        r.fact
        for r in told.reports
        if isinstance(r.fact, f.FoundReported) and r.fact.site == stop.site
    ]
    reached = any(isinstance(r.fact, f.Arrived) and r.fact.site == stop.site for r in told.reports)
    if not stop.expect:
        words = f"{site_name(state, stop.site)} can be reached"
        return [f.Met(words[:LONGEST], "reached" if reached else "not reached", reached)]
    found: dict[str, float] = {}
    for amount in (a for fact in said for a in fact.found):
        found[amount.item] = found.get(amount.item, 0.0) + amount.n
    lines = []
    for amount in stop.expect:
        assumed = _good(state, stop, amount)
        stated = next((a for a in tasking.assumes if a.startswith(assumed)), assumed)
        if said:
            n = found.get(amount.item, 0.0)
            lines.append(f.Met(stated[:LONGEST], f"found {n:,.10g}", n >= 0.8 * amount.n))
        else:
            words = "reached, not searched" if reached else "not reached"
            lines.append(f.Met(stated[:LONGEST], words, None))
    return lines


def _good(state: State, stop: f.Stop, amount: f.Amount) -> str:
    """A good of a stop as the plan stated it."""
    item = item_named(state, amount.item)
    unit, name = (item.unit, item.name) if item else ("", amount.item)
    return good_words(amount.n, unit, name, site_name(state, stop.site))


def _about_goods(state: State, tasking: f.Tasking, assumed: str) -> bool:
    """Whether an assumption is about a good of a stop, and so is answered there."""
    return any(
        assumed.startswith(_good(state, stop, amount))
        for stop in tasking.stops
        for amount in stop.expect
    )


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
    walked = [unpack_line(way.line) for way in _walked(told, tasking)]
    found = []
    for threat in threats(state, told.home_ms or left_ms):
        if threat.run == told.run or threat.lifted:
            continue
        km = sum(km_inside(line, threat) for line in walked)
        hazard = min(km * threat.per_km * MODE_EXPOSURE[tasking.mode], MOST)
        contacts = _contacts_at(told, threat)
        speaks = contacts or (threat.last_ms <= left_ms and not told.left_behind)
        if hazard > 0 and speaks:
            found.append(f.Exposure(threat.threat, hazard, contacts))
    return found


def _walked(told: Story, tasking: f.Tasking) -> list[f.WayTold]:
    """The ways that the team really took: none before it arrived; home only from the last stop."""
    reached = {r.fact.site for r in told.reports if isinstance(r.fact, f.Arrived)}
    if not reached:
        return []
    roles = {"out"}
    if all(stop.site in reached for stop in tasking.stops):
        roles |= {"between"} | ({home_role(told)} if told.inside else set())
    return [way for way in tasking.ways if way.role in roles]


def _contacts_at(told: Story, threat: ThreatLine) -> int:
    return sum(
        isinstance(r.fact, f.ContactReported)
        and r.fact.at is not None
        and distance_m(r.fact.at.place, threat.place) <= EDGE * max(threat.radius_m, 1.0)
        for r in told.reports
    )
