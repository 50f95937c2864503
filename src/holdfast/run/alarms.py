"""The alarms of this moment, each with its next act. Computed at reading time, never stored."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from holdfast import facts as f
from holdfast.base.clock import HOUR_MS, MINUTE_MS
from holdfast.base.geo import distance_m, unpack_line
from holdfast.base.grid import clock_words, mgrs, span_words
from holdfast.know.disagreements import disagreements
from holdfast.know.log import OUTCOMES, person_name
from holdfast.know.risk import KINDS, ThreatLine, contact_threat_id, threats
from holdfast.know.runs import OUTSIDE, Story, stories
from holdfast.know.state import State
from holdfast.know.stock import supplies
from holdfast.run.board import Card, board
from holdfast.run.clocks import way_s

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
"""How long a contact report stays among the alarms unless it is taken (assumed)."""
NEAR_WAY_MS = 12 * HOUR_MS
"""How old the last evidence of a threat may be for it to alarm a run that nears it (assumed)."""
RANK = {"critical": 0, "warning": 1, "notice": 2}


def alarms(state: State, now_ms: int, cards: list[Card] | None = None) -> list[Alarm]:
    """Every alarm of this moment, most urgent first; those that somebody has taken come last."""
    cards = board(state, now_ms) if cards is None else cards
    told = stories(state)
    found = [
        *(a for c in cards for a in run_alarms(state, c, told[c.run], now_ms)),
        *ways_in_danger(state, cards, told, now_ms),
        *base_alarms(state, now_ms),
    ]
    found = [_with_seen(state, a) for a in found]
    return sorted(found, key=lambda a: (RANK[a.severity], bool(a.seen_by), a.since_ms, a.alarm))


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
    yield from _contacts(state, card, story, now_ms)
    yield from _turn(card, state, now_ms)
    yield from _before_leaving(card, state, now_ms)
    yield from _after_home(state, card, story)


def _run_page(card: Card, part: str = "") -> str:
    return f"/runs/{card.run}" + (f"#{part}" if part else "")


def _help(card: Card, story: Story) -> Iterator[Alarm]:
    said = story.last(f.HelpCalled)
    if not card.help or said is None:
        return
    yield Alarm(
        alarm=f"help.{card.run}.{said.stamp.at_ms}",
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
        alarm=f"overdue.{card.run}.{times.heard_ms}",
        severity="critical",
        icon="silent",
        who=card.call,
        what=f"No report, {span_words(times.overdue_ms)} past due",
        more=f"Last heard {heard} · {_where(card)}",
        since_ms=times.check_ms,
        acts=(Act("Start lost-contact drill", href=_run_page(card, "lost-contact")),),
        run=card.run,
    )


def _contacts(state: State, card: Card, story: Story, now_ms: int) -> Iterator[Alarm]:
    """Contacts of this run that nobody has taken upon themselves yet."""
    for said in story.all(f.ContactReported):
        fact = said.fact
        alarm = f"contact.{contact_threat_id(said)}"
        if not isinstance(fact, f.ContactReported) or now_ms - said.happened_ms > FRESH_CONTACT_MS:
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


def _turn(card: Card, state: State, now_ms: int) -> Iterator[Alarm]:
    """The turn-round time nears or has passed, or they will be out in the dark."""
    times, zone = card.clock, zone_of_base(state)
    if card.phase in ("outbound", "on_site") and now_ms > times.turn_ms - TURN_WARNING_MS:
        passed = now_ms > times.turn_ms
        at = clock_words(times.turn_ms, zone)
        yield Alarm(
            alarm=f"turn.{card.run}.{'passed' if passed else 'near'}",
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
            alarm=f"dark.{card.run}",
            severity="warning",
            icon="time",
            who=card.call,
            what=f"Home after last light, about {clock_words(times.home_ms, zone)}",
            more=f"Last light {clock_words(times.dark_ms, zone)}",
            since_ms=now_ms,
            acts=(Act("Watch and lights to the gate", href=_run_page(card)),),
            run=card.run,
        )


def _before_leaving(card: Card, state: State, now_ms: int) -> Iterator[Alarm]:
    """A run that waits: somebody declined, or it is getting too late to leave."""
    if card.phase not in ("tasked", "ready"):
        return
    zone = zone_of_base(state)
    if card.declined:
        yield Alarm(
            alarm=f"declined.{card.run}",
            severity="warning",
            icon="people",
            who=card.call,
            what=f"{', '.join(card.declined)} will not go",
            more="That costs nobody anything; the crew is one short",
            since_ms=now_ms,
            acts=(Act("Plan again", href=f"/plan/{card.plan}" if card.plan else "/plan"),),
            run=card.run,
        )
    late_ms = now_ms - card.clock.depart_ms
    if late_ms > 0:
        slack_ms = card.clock.turn_ms - card.clock.depart_ms - _out_and_stay_ms(card)
        too_late = late_ms > slack_ms
        by = clock_words(card.clock.depart_ms + slack_ms, zone)
        yield Alarm(
            alarm=f"late.{card.run}.{'too' if too_late else 'soon'}",
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
    if said.fact.missing:
        names = ", ".join(person_name(state, p) for p in said.fact.missing)
        yield Alarm(
            alarm=f"missing.{card.run}",
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
            alarm=f"debrief.{card.run}",
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
        for threat in fresh:
            new = story.departed_ms is not None and threat.last_ms > story.departed_ms
            if new and threat.run != card.run and _touches(story, story.tasking, threat):
                yield _way_alarm(card, story.tasking, threat)


def _touches(story: Story, tasking: f.Tasking, threat: ThreatLine) -> bool:
    roles = ("back",) if story.phase in ("on_site", "returning") else ("out", "back")
    return any(
        distance_m(place, threat.place) <= threat.radius_m
        for way in tasking.ways
        if way.role in roles
        for place in unpack_line(way.line)
    )


def _way_alarm(card: Card, tasking: f.Tasking, threat: ThreatLine) -> Alarm:
    more_s = way_s(tasking, "fallback") - way_s(tasking, "back")
    return Alarm(
        alarm=f"way.{card.run}.{threat.threat}"[:64],
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
                    alarm=f"low.{base}.{supply.need}",
                    severity="notice",
                    icon="stock",
                    who=supply.name,
                    what=f"{supply.days:.1f} days left, below {supply.floor_days:g}",
                    more=supply.source,
                    since_ms=now_ms,
                    acts=(Act("Plan a run", href=f"/plan?need={supply.need}"),),
                )
    for clash in disagreements(state):
        yield Alarm(
            alarm=f"clash.{clash.key}"[:64].lower(),
            severity="warning",
            icon="log",
            who="Two versions",
            what=clash.what,
            more="; ".join(v.words for v in clash.versions[:2]),
            since_ms=clash.since_ms,
            acts=(Act("See both", href="/log#disagreements"),),
        )
