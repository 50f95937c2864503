"""The alarms of this moment, each with its next act. Computed at reading time, never stored.

Laws. An alarm has the same id as long as its cause is the same, and another when it gets worse, so
that whoever took it is asked again. What threatens a life stays until its cause is gone, whoever
took it and however old it is.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import blake2s
from math import degrees
from typing import Literal

from holdfast import facts as f
from holdfast.base.clock import HOUR_MS, MAX_SKEW_MS, MINUTE_MS
from holdfast.base.geo import EARTH_RADIUS_M, Place, nearest_m, unpack_line
from holdfast.base.grid import clock_words, mgrs, span_words
from holdfast.know.disagreements import disagreements
from holdfast.know.log import OUTCOMES, person_name
from holdfast.know.people import missing
from holdfast.know.risk import KINDS, ThreatLine, contact_threat_id, threats
from holdfast.know.runs import HEARD, OUTSIDE, Story, heard_at_ms, stories
from holdfast.know.state import State
from holdfast.know.stock import last_word_ms, supplies
from holdfast.run.board import Card, board, open_help
from holdfast.run.clocks import home_role, moment, way_s

Severity = Literal["critical", "warning", "notice"]


@dataclass(frozen=True, slots=True)
class Act:
    """The next thing to do about an alarm.

    Attributes:
        label: a verb phrase for the button.
        href: page to open, or empty.
        fact: a fact to say at one press, as plain values for POST /api/facts, or None.
    """

    label: str
    href: str = ""
    fact: dict[str, object] | None = None


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something that needs a person.

    Attributes:
        alarm: a stable id, the same as long as the cause is the same.
        who: call sign or name it is about.
        what: one sentence; `more`: a second line: where, since when.
        since_ms: when the cause began.
        icon: name of the symbol.
        seen_by: who has taken it upon themselves; empty when nobody has.
    """

    alarm: str
    severity: Severity
    icon: str
    who: str
    what: str
    more: str
    since_ms: int
    acts: tuple[Act, ...]
    run: str | None = None
    seen_by: str = ""


TURN_WARNING_MS = 30 * MINUTE_MS
"""How long before the turn-round time the room warns (assumed)."""
FRESH_CONTACT_MS = 6 * HOUR_MS
"""How long a contact report stays among the alarms; a grave one stays while they are out (assumed).
"""
NEAR_WAY_MS = 12 * HOUR_MS
"""How old the last evidence of a threat may be for it to alarm a run that nears it (assumed)."""
LONGEST_ID = 64
"""As facts.words.Id has it."""
RANK = {"critical": 0, "warning": 1, "notice": 2}


def alarms(state: State, now_ms: int, cards: list[Card] | None = None) -> list[Alarm]:
    """Every alarm of this moment, most urgent first; what somebody has taken comes after its like.

    Args:
        cards: the board of the same state and moment, where the caller has it already.
    """
    cards = board(state, now_ms) if cards is None else cards
    told = stories(state)
    found = [
        *(a for c in cards for a in run_alarms(state, c, told[c.run], now_ms)),
        *(a for s in told.values() for a in untasked(s, now_ms)),
        *ways_in_danger(state, cards, told, now_ms),
        *base_alarms(state, now_ms),
    ]
    found = [_with_seen(state, a) for a in found]
    return sorted(found, key=lambda a: (RANK[a.severity], bool(a.seen_by), a.since_ms, a.alarm))


def alarm_id(*parts: object) -> str:
    """The parts as an id that may be said: joined, and where that is too long, cut and told apart
    by a digest.
    """
    whole = ".".join(str(part) for part in parts).lower()
    if len(whole) <= LONGEST_ID:
        return whole
    digest = blake2s(whole.encode(), digest_size=8).hexdigest()
    return f"{whole[: LONGEST_ID - len(digest) - 1]}.{digest}"


def _with_seen(state: State, alarm: Alarm) -> Alarm:
    said = state.alarms_seen.get(alarm.alarm)
    if said is None:
        return alarm
    who = person_name(state, said.fact.by) if said.fact.by else "the room"
    return replace(alarm, seen_by=who)


def zone_of_base(state: State, base: str | None = None) -> str:
    """The zone of the room's clocks."""
    said = state.bases.get(base or "") or next(iter(state.bases.values()), None)
    return said.fact.zone if said and isinstance(said.fact, f.BaseFounded) else "Etc/UTC"


def run_alarms(state: State, card: Card, story: Story, now_ms: int) -> Iterator[Alarm]:
    """What one run needs a person for."""
    yield from _help(card, story)
    yield from _overdue(card, state)
    yield from _ahead(card, story, now_ms)
    yield from _unwell(card, story)
    yield from _contacts(state, card, story, now_ms)
    yield from _turn(card, story, state, now_ms)
    yield from _before_leaving(card, story, state, now_ms)
    yield from _after_home(state, card, story)


def _run_page(card: Card, part: str = "") -> str:
    return f"/runs/{card.run}" + (f"#{part}" if part else "")


def _help(card: Card, story: Story) -> Iterator[Alarm]:
    said = story.last(f.HelpCalled)
    if not card.help or said is None:
        return
    yield Alarm(
        alarm=alarm_id("help", card.run, said.stamp.at_ms),
        severity="critical",
        icon="help",
        who=card.call,
        what="Needs help now",
        more=f"{card.help} · {_where(card)}",
        since_ms=said.happened_ms,
        acts=(Act("Send help", href=_run_page(card, "help")),),
        run=card.run,
    )


def _where(card: Card) -> str:
    return f"last fix {mgrs(card.fix.reported_place, 3)}" if card.fix else "no fix"


def _overdue(card: Card, state: State) -> Iterator[Alarm]:
    times = card.clock
    if not times.overdue_ms or times.check_ms is None:
        return
    heard = clock_words(times.heard_ms, zone_of_base(state))
    yield Alarm(
        alarm=alarm_id("overdue", card.run, times.heard_ms),
        severity="critical",
        icon="silent",
        who=card.call,
        what=f"No report, {span_words(times.overdue_ms)} past due",
        more=f"Last heard {heard} · {_where(card)}",
        since_ms=times.check_ms,
        acts=(Act("Start lost-contact drill", href=_run_page(card, "lost-contact")),),
        run=card.run,
    )


def _ahead(card: Card, story: Story, now_ms: int) -> Iterator[Alarm]:
    """A report is dated ahead of now: it resets no clock, so the team must be heard otherwise."""
    said = story.last(*HEARD)
    if card.phase not in OUTSIDE or said is None:
        return
    ahead_ms = heard_at_ms(said) - now_ms
    if ahead_ms <= MAX_SKEW_MS:
        return
    yield Alarm(
        alarm=alarm_id("ahead", card.run, said.stamp.at_ms),
        severity="warning",
        icon="time",
        who=card.call,
        what=f"A report is dated {span_words(ahead_ms)} ahead of now",
        more="A clock is wrong there, so that report resets nothing here",
        since_ms=now_ms,
        acts=(Act("Ask them to check in by another device", href=_run_page(card)),),
        run=card.run,
    )


def _unwell(card: Card, story: Story) -> Iterator[Alarm]:
    """The team last checked in as not well."""
    said = story.last(f.CheckedIn, f.CameHome)
    if said is None or not isinstance(said.fact, f.CheckedIn) or said.fact.well:
        return
    yield Alarm(
        alarm=alarm_id("unwell", card.run, said.stamp.at_ms),
        severity="warning",
        icon="help",
        who=card.call,
        what="Checked in: not well",
        more=f"{said.fact.words or 'No words with it'} · {_where(card)}",
        since_ms=said.happened_ms,
        acts=(Act("Ask what they need", href=_run_page(card)),),
        run=card.run,
    )


def untasked(story: Story, now_ms: int) -> Iterator[Alarm]:
    """Somebody is out, or calls for help, whose tasking has not reached us."""
    if story.tasking is not None or not (story.outside or open_help(story, now_ms)):
        return
    heard = story.last(*HEARD)
    words = open_help(story, now_ms) or "No times are known, so no clock runs for them"
    place = f" · last fix {mgrs(story.place, 3)}" if story.place else ""
    yield Alarm(
        alarm=alarm_id("untasked", story.run, "help" if open_help(story, now_ms) else "out"),
        severity="critical",
        icon="help" if open_help(story, now_ms) else "silent",
        who=story.call,
        what="Out, and their tasking has not reached us",
        more=words + place,
        since_ms=heard.happened_ms if heard else now_ms,
        acts=(Act("Read the log", href="/log"),),
        run=story.run,
    )


def _contacts(state: State, card: Card, story: Story, now_ms: int) -> Iterator[Alarm]:
    """Contacts of this run that nobody has taken upon themselves yet."""
    for said in story.all(f.ContactReported):
        fact = said.fact
        alarm = alarm_id("contact", contact_threat_id(said))
        if not isinstance(fact, f.ContactReported):
            continue
        lasting = _grave(fact) and card.phase in OUTSIDE
        if now_ms - said.happened_ms > FRESH_CONTACT_MS and not lasting:
            continue
        if card.phase not in OUTSIDE and alarm in state.alarms_seen:
            continue
        outcome = OUTCOMES[fact.outcome] or "Outcome not known"
        harm = {"none": "nobody hurt", "hurt": "we have hurt", "dead": "we have dead"}
        yield Alarm(
            alarm=alarm,
            severity="critical" if _grave(fact) else "warning",
            icon="contact",
            who=card.call,
            what=f"Contact: {KINDS[fact.unit].words.lower()}, {_size(fact)}",
            more=f"{outcome}, {harm.get(fact.harm, 'harm not known')} · "
            f"{clock_words(said.happened_ms, zone_of_base(state))}",
            since_ms=said.happened_ms,
            acts=(Act("Compare ways home", href=_run_page(card, "ways")),),
            run=card.run,
        )


def _grave(fact: f.ContactReported) -> bool:
    return fact.harm in ("hurt", "dead") or fact.outcome in ("pinned", "cut_off")


def _size(fact: f.ContactReported) -> str:
    return "number not known" if fact.size is None else f"{fact.size} seen"


def _turn(card: Card, story: Story, state: State, now_ms: int) -> Iterator[Alarm]:
    """The turn-round time nears or has passed, or they will be out in the dark."""
    times, zone = card.clock, zone_of_base(state)
    if card.phase in ("outbound", "on_site") and now_ms > times.turn_ms - TURN_WARNING_MS:
        passed = now_ms > times.turn_ms
        at = clock_words(times.turn_ms, zone)
        yield Alarm(
            alarm=alarm_id("turn", card.run, "passed" if passed else "near"),
            severity="critical" if passed else "warning",
            icon="time",
            who=card.call,
            what=f"Turn-round time {at} has passed" if passed else f"Must turn back by {at}",
            more=f"Home about {clock_words(times.home_ms, zone)}, "
            f"last light {clock_words(times.dark_ms, zone)}",
            since_ms=times.turn_ms if passed else times.turn_ms - TURN_WARNING_MS,
            acts=(Act("Call them home", href=_run_page(card, "call-home")),),
            run=card.run,
        )
    elif card.phase == "returning" and times.dark_ms and times.home_ms > times.dark_ms:
        yield Alarm(
            alarm=alarm_id("dark", card.run),
            severity="warning",
            icon="time",
            who=card.call,
            what=f"Home after last light, about {clock_words(times.home_ms, zone)}",
            more=f"Last light {clock_words(times.dark_ms, zone)}",
            since_ms=moment(story, f.LeftSite, f.TurnedBack) or now_ms,
            acts=(Act("Watch and lights to the gate", href=_run_page(card)),),
            run=card.run,
        )


def _before_leaving(card: Card, story: Story, state: State, now_ms: int) -> Iterator[Alarm]:
    """A run that waits: somebody declined, or it is getting too late to leave."""
    if card.phase not in ("tasked", "ready"):
        return
    zone = zone_of_base(state)
    no = [
        s for s in story.all(f.ConsentSaid) if isinstance(s.fact, f.ConsentSaid) and not s.fact.yes
    ]
    if card.declined and no:
        yield Alarm(
            alarm=alarm_id(
                "declined", card.run, *sorted(p for p, y in story.consents.items() if not y)
            ),
            severity="warning",
            icon="people",
            who=card.call,
            what=f"{', '.join(card.declined)} will not go",
            more=f"That costs nobody anything; the crew is {len(card.declined)} short",
            since_ms=no[-1].happened_ms,
            acts=(Act("Plan again", href=f"/plan/{card.plan}" if card.plan else "/plan"),),
            run=card.run,
        )
    late_ms = now_ms - card.clock.depart_ms
    if late_ms > 0:
        slack_ms = card.clock.turn_ms - card.clock.depart_ms - _out_and_stay_ms(card)
        too_late = late_ms > slack_ms
        by = clock_words(card.clock.depart_ms + slack_ms, zone)
        yield Alarm(
            alarm=alarm_id("late", card.run, "too" if too_late else "soon"),
            severity="warning" if too_late else "notice",
            icon="time",
            who=card.call,
            what="Too late to be home in time" if too_late else f"Must leave by {by}",
            more=f"Was to leave at {clock_words(card.clock.depart_ms, zone)}",
            since_ms=card.clock.depart_ms,
            acts=(Act("Decide", href=_run_page(card)),),
            run=card.run,
        )


def _out_and_stay_ms(card: Card) -> int:
    return sum(part.end_ms - part.start_ms for part in card.lanes if part.part != "back")


def _after_home(state: State, card: Card, story: Story) -> Iterator[Alarm]:
    said = story.last(f.CameHome)
    if said is None or not isinstance(said.fact, f.CameHome):
        return
    lost = missing(state, story)
    if lost:
        names = ", ".join(person_name(state, p) for p in lost)
        yield Alarm(
            alarm=alarm_id("missing", card.run, *sorted(lost)),
            severity="critical",
            icon="people",
            who=card.call,
            what=f"Not everyone is home: {names}",
            more=_where(card) if card.fix else "Last report is on the run's page",
            since_ms=said.happened_ms,
            acts=(Act("Open the run", href=_run_page(card)),),
            run=card.run,
        )
    if card.phase == "home":
        yield Alarm(
            alarm=alarm_id("debrief", card.run),
            severity="notice",
            icon="log",
            who=card.call,
            what="Home, not debriefed",
            more="What was met changes tomorrow's picture",
            since_ms=said.happened_ms,
            acts=(Act("Debrief", href=_run_page(card, "debrief")),),
            run=card.run,
        )


def ways_in_danger(
    state: State, cards: list[Card], told: dict[str, Story], now_ms: int
) -> Iterator[Alarm]:
    """A threat with fresh evidence, from elsewhere, lies on the way that a team still has to go."""
    fresh = [
        t
        for t in threats(state, now_ms)
        if not t.lifted and t.belief > 0.3 and now_ms - t.last_ms < NEAR_WAY_MS
    ]
    for card in cards:
        story = told[card.run]
        if card.phase not in OUTSIDE or story.tasking is None:
            continue
        ahead = _ahead_of(story, story.tasking)
        for threat in fresh:
            new = story.departed_ms is not None and threat.last_ms > story.departed_ms
            if new and threat.run != card.run and _touches(ahead, threat):
                yield _way_alarm(card, story.tasking, threat)


def _ahead_of(story: Story, tasking: f.Tasking) -> list[list[Place]]:
    """The lines of the ways that the team still has to go."""
    home = home_role(story)
    roles = {"returning": (home,), "on_site": ("between", home)}.get(
        story.phase, ("out", "between", home)
    )
    return [unpack_line(way.line) for way in tasking.ways if way.role in roles and way.line]


def _touches(ahead: list[list[Place]], threat: ThreatLine) -> bool:
    """Whether a threat lies on these lines; what is too far north or south is seen at a glance."""
    reach_deg = degrees(threat.radius_m / EARTH_RADIUS_M) * 1.01
    south, north = threat.place.lat - reach_deg, threat.place.lat + reach_deg
    return any(
        max(p.lat for p in line) >= south
        and min(p.lat for p in line) <= north
        and nearest_m(threat.place, line) <= threat.radius_m
        for line in ahead
        if line
    )


def _way_alarm(card: Card, tasking: f.Tasking, threat: ThreatLine) -> Alarm:
    more_s = way_s(tasking, "fallback") - way_s(tasking, "back")
    return Alarm(
        alarm=alarm_id("way", card.run, threat.threat, threat.last_ms),
        severity="warning",
        icon="contact",
        who=card.call,
        what=f"{threat.name} lies on the way home",
        more=f"{threat.grade}, {threat.belief:.0%} · fallback "
        f"{'adds' if more_s >= 0 else 'saves'} {span_words(round(abs(more_s) * 1000))}",
        since_ms=threat.last_ms,
        acts=(Act("Compare ways", href=_run_page(card, "ways")),),
        run=card.run,
    )


def base_alarms(state: State, now_ms: int) -> Iterator[Alarm]:
    """What the base itself needs a person for: stock under its floor, facts that clash."""
    for base in state.bases:
        for supply in supplies(state, base, now_ms):
            if supply.low and supply.days is not None:
                yield Alarm(
                    alarm=alarm_id("low", base, supply.need, int(supply.days)),
                    severity="notice",
                    icon="stock",
                    who=supply.name,
                    what=f"{supply.days:.1f} days left, below {supply.floor_days:g}",
                    more=supply.source,
                    since_ms=last_word_ms(state, base, supply.need),
                    acts=(Act("Plan a run", href=f"/plan?need={supply.need}"),),
                )
    for clash in disagreements(state):
        yield Alarm(
            alarm=alarm_id("clash", clash.key),
            severity="warning",
            icon="log",
            who="Two versions",
            what=clash.what,
            more="; ".join(v.words for v in clash.versions[:2]),
            since_ms=clash.since_ms,
            acts=(Act("See both", href="/log#disagreements"),),
        )
