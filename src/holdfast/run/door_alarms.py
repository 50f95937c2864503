"""Alarms about who speaks here: words that are held, chains that contradict themselves.

Law. Strangers cannot flood the room: a few of them are named, and the others are counted.
"""

from collections.abc import Iterator

from holdfast.base.clock import DAY_MS
from holdfast.base.grid import span_words
from holdfast.know.devices import Fork, HeldDevice, Roster
from holdfast.know.log import line
from holdfast.know.state import State
from holdfast.run.alarm import Act, Alarm, Severity, alarm_id

NAMED = 5
"""Strangers who call for help and get an alarm of their own (assumed)."""
OPEN = Act("Devices", href="/devices")


def door_alarms(state: State, roster: Roster) -> Iterator[Alarm]:
    """Every one of them."""
    yield from (_fork(fork) for fork in roster.forks)
    strangers = [h for h in roster.held if h.strange]
    calling = [h for h in strangers if h.n_urgent]
    for held in [*(h for h in roster.held if not h.strange), *calling[:NAMED]]:
        yield _held(state, held)
    if rest := calling[NAMED:]:
        yield _many(rest, "critical", "call for help or tell of a contact")
    if quiet := [h for h in strangers if not h.n_urgent]:
        yield _held(state, quiet[0]) if len(quiet) == 1 else _many(quiet, "warning", "speak here")
    if roster.n_refused:
        yield _full(roster)
    for said in roster.founders[:1]:
        yield Alarm(
            alarm=alarm_id("founder", said.stamp.device[:16]),
            severity="warning",
            icon="log",
            who=f"Device {said.stamp.device[:8]}",
            what="says that a base was founded anew, which only its founder may",
            more="It is kept and not believed: name, zone, map and headcount stand",
            since_ms=said.stamp.at_ms,
            acts=(OPEN,),
        )


def _held(state: State, held: HeldDevice) -> Alarm:
    short = held.device[:8]
    who = f"Unknown device {short}" if held.strange else held.name
    words = f"{held.n} word{'' if held.n == 1 else 's'} of it held, not believed"
    if held.urgent:
        told = line(held.urgent[0], state)
        call = f"{told.who}: " if told.run else ""
        what = f"says: {call}{told.words.rstrip('.')}"
    elif held.strange:
        what = "has sent words, and nobody has said that it is ours"
    else:
        what = f"is {span_words(held.ahead_ms)} ahead of our clock"
    ahead = held.ahead_ms > DAY_MS
    clock = f"; its clock is {span_words(held.ahead_ms)} ahead of ours" if ahead else ""
    then = "If it is ours, take it in" if held.strange else "Confirm its clock"
    return Alarm(
        alarm=alarm_id("held", held.device[:16], held.n_urgent),
        severity="critical" if held.n_urgent else "warning",
        icon="help" if held.n_urgent else "log",
        who=who,
        what=what,
        more=f"{words}{clock}. {then}: then what it said is believed",
        since_ms=held.first_ms,
        acts=(OPEN,),
    )


def _many(held: list[HeldDevice], severity: Severity, what: str) -> Alarm:
    urgent = severity == "critical"
    return Alarm(
        alarm=alarm_id("held", "many" if urgent else "strangers", len(held)),
        severity=severity,
        icon="log",
        who=f"{len(held)} {'more ' if urgent else ''}unknown devices",
        what=what,
        more="Their words are held and not believed. Take in those that are ours",
        since_ms=min(h.first_ms for h in held),
        acts=(OPEN,),
    )


def _fork(fork: Fork) -> Alarm:
    name = fork.name or f"Device {fork.device[:8]}"
    what = f"said number {fork.first_seq} twice, with different words"
    more = (
        "Two copies of this base's folder were both used. Close the room that is not to go on; "
        "read what the other copy said, and say here again what is missing"
        if fork.own
        else "Two copies of it were both used, or its key was stolen. Ask its bearer; read both "
        "versions, and say here again what is true"
    )
    return Alarm(
        alarm=alarm_id("fork", fork.device[:16]),
        severity="critical",
        icon="log",
        who=name,
        what=what,
        more=f"{more}. The other version is kept as proof and not believed",
        since_ms=fork.since_ms,
        acts=(Act("Read both", href="/devices#forks"),),
    )


def _full(roster: Roster) -> Alarm:
    n = roster.n_refused
    return Alarm(
        alarm=alarm_id("full"),
        severity="warning",
        icon="log",
        who="Unknown devices",
        what=f"there is no more room for what they say: {n} entries were refused",
        more="Take in the devices that are ours by name or key; they send again by themselves",
        since_ms=roster.refused_ms,
        acts=(OPEN,),
    )
