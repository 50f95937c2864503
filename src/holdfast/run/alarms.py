"""The alarms of this moment, each with its next act. Computed at reading time, never stored."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from zlib import crc32

from holdfast.base.text import brief
from holdfast.base.watch import UNKNOWN, ClockStory
from holdfast.know.at_odds import HOME
from holdfast.know.bases import base_names, elsewhere
from holdfast.know.devices import NOBODY, Roster
from holdfast.know.disagreements import disagreements
from holdfast.know.naming import person_name
from holdfast.know.people import base_of
from holdfast.know.runs import Story, stories
from holdfast.know.state import State
from holdfast.run.alarm import Act, Alarm, alarm_id
from holdfast.run.board import Card, board
from holdfast.run.clock_alarms import clock_alarms
from holdfast.run.crew_alarms import crew_alarms
from holdfast.run.door_alarms import door_alarms
from holdfast.run.noted_alarms import noted_alarms
from holdfast.run.run_alarms import run_alarms, untasked
from holdfast.run.shut_alarms import ways_shut
from holdfast.run.stock_alarms import fuel_alarms, slip_alarms, stock_alarms
from holdfast.run.way_alarms import ways_in_danger
from holdfast.run.zone_alarms import zone_alarm

RANK = {"critical": 0, "warning": 1, "notice": 2}
LIVES = ("help", "contact", "missing", "untasked", "overdue")
"""Of alarms that are equally severe, those about lives first, by the first part of their ids."""


def alarms(
    state: State,
    now_ms: int,
    cards: list[Card] | None = None,
    found_wrong: Sequence[tuple[int, str]] = (),
    clock: ClockStory = UNKNOWN,
    roster: Roster = NOBODY,
) -> list[Alarm]:
    """Every alarm of this moment, most urgent first; what somebody has taken comes after its like.

    Args:
        cards: the board of the same state and moment, where the caller has it already.
        found_wrong: what was found wrong with the ledger at a start: when, and a sentence.
        clock: what is known of this machine's clock.
        roster: who speaks here, and whose words are held.
    """
    cards = board(state, now_ms) if cards is None else cards
    told = stories(state)
    found = [
        *(a for c in cards for a in run_alarms(state, c, told[c.run], now_ms)),
        *(a for c in cards for a in crew_alarms(state, c, told[c.run], now_ms)),
        *(a for s in told.values() for a in untasked(s, now_ms)),
        *noted_alarms(state, cards, told, now_ms),
        *ways_in_danger(state, cards, told, now_ms),
        *ways_shut(state, cards, told, now_ms),
        *base_alarms(state, now_ms),
        *(ledger_alarm(at_ms, sentence) for at_ms, sentence in found_wrong),
        *clock_alarms(state, clock, now_ms),
        *door_alarms(state, roster),
    ]
    found = [_with_seen(state, _with_base(state, told, a)) for a in found]
    found = [replace(a, more=brief(a.more)) for a in found]
    return sorted(found, key=_urgency)


def _urgency(alarm: Alarm) -> tuple[int, bool, int, int, str]:
    """The gravest first; of its like what nobody has taken, then what calls for help."""
    kind = alarm.alarm.partition(".")[0]
    life = LIVES.index(kind) if kind in LIVES else len(LIVES)
    return RANK[alarm.severity], bool(alarm.seen_by), life, alarm.since_ms, alarm.alarm


def _with_seen(state: State, alarm: Alarm) -> Alarm:
    said = state.alarms_seen.get(alarm.alarm)
    if said is None:
        return alarm
    who = person_name(state, said.fact.by) if said.fact.by else "the room"
    return replace(alarm, seen_by=who)


def _with_base(state: State, told: dict[str, Story], alarm: Alarm) -> Alarm:
    """A run of another base says whose it is: this room cannot do the next act alone."""
    base = base_of(told[alarm.run]) if alarm.run in told else ""
    name = elsewhere(state, base)
    return replace(alarm, who=f"{alarm.who}, {name}") if name else alarm


def base_alarms(state: State, now_ms: int) -> Iterator[Alarm]:
    """What the base itself needs a person for: its stores and tanks, facts that clash."""
    for base in base_names(state):
        yield from stock_alarms(state, base, now_ms)
        yield from zone_alarm(state, base)
    yield from slip_alarms(state)
    yield from fuel_alarms(state, now_ms)
    for clash in disagreements(state):
        if clash.key.startswith(HOME):
            continue  # the run has an alarm of its own (run.home_alarms)
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


def ledger_alarm(at_ms: int, sentence: str) -> Alarm:
    """The disk lost or changed something: whoever decides on the picture must know."""
    first, _, rest = sentence.partition(". ")
    return Alarm(
        alarm=alarm_id("ledger", at_ms, crc32(sentence.encode())),
        severity="critical",
        icon="log",
        who="Ledger",
        what=first.rstrip("."),
        more=rest or "Ask the other nodes for what they hold",
        since_ms=at_ms,
        acts=(Act("What to do", href="/devices#found"),),
    )
