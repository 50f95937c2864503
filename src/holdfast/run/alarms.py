"""The alarms of this moment, each with its next act. Computed at reading time, never stored."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from zlib import crc32

from holdfast.know.devices import NOBODY, Roster
from holdfast.know.disagreements import disagreements
from holdfast.know.log import person_name, site_name
from holdfast.know.runs import stories
from holdfast.know.state import State
from holdfast.know.stock import last_word_ms, supplies
from holdfast.run.alarm import Act, Alarm, alarm_id
from holdfast.run.board import Card, board
from holdfast.run.door_alarms import door_alarms
from holdfast.run.run_alarms import run_alarms, untasked
from holdfast.run.way_alarms import ways_in_danger

RANK = {"critical": 0, "warning": 1, "notice": 2}


def alarms(
    state: State,
    now_ms: int,
    cards: list[Card] | None = None,
    found_wrong: Sequence[tuple[int, str]] = (),
    roster: Roster = NOBODY,
) -> list[Alarm]:
    """Every alarm of this moment, most urgent first; what somebody has taken comes after its like.

    Args:
        cards: the board of the same state and moment, where the caller has it already.
        found_wrong: what was found wrong with the ledger at a start: when, and a sentence.
        roster: who speaks here, and whose words are held.
    """
    cards = board(state, now_ms) if cards is None else cards
    told = stories(state)
    found = [
        *(a for c in cards for a in run_alarms(state, c, told[c.run], now_ms)),
        *(a for s in told.values() for a in untasked(s, now_ms)),
        *ways_in_danger(state, cards, told, now_ms),
        *base_alarms(state, now_ms),
        *(ledger_alarm(at_ms, sentence) for at_ms, sentence in found_wrong),
        *door_alarms(state, roster),
    ]
    found = [_with_seen(state, a) for a in found]
    return sorted(found, key=lambda a: (RANK[a.severity], bool(a.seen_by), a.since_ms, a.alarm))


def _with_seen(state: State, alarm: Alarm) -> Alarm:
    said = state.alarms_seen.get(alarm.alarm)
    if said is None:
        return alarm
    who = person_name(state, said.fact.by) if said.fact.by else "the room"
    return replace(alarm, seen_by=who)


def base_alarms(state: State, now_ms: int) -> Iterator[Alarm]:
    """What the base itself needs a person for: stock under its floor, facts that clash."""
    for base in state.bases:
        for supply in supplies(state, base, now_ms):
            if supply.low and supply.days is not None:
                yield Alarm(
                    alarm=alarm_id("low", base, supply.need, int(supply.days)),
                    severity="notice",
                    icon="stock",
                    who=_whose(state, base, supply.name),
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


def _whose(state: State, base: str, supply: str) -> str:
    """'Food', or with several bases 'Food at Mill', so that nobody looks in the wrong store."""
    return f"{supply} at {site_name(state, base)}" if len(state.bases) > 1 else supply


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
