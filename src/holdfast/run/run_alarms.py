"""What one run needs a person for: help, silence, contact, time, who is missing.

Law. What threatens a life stays until its cause is gone, whoever took it and however old it is.
"""

from collections.abc import Iterator

from holdfast import facts as f
from holdfast.base.clock import HOUR_MS, far_ahead
from holdfast.base.grid import clock_words, mgrs, span_words
from holdfast.base.text import brief
from holdfast.facts.said import Said
from holdfast.know.answers import answered
from holdfast.know.bases import zone_here
from holdfast.know.calls import open_calls, open_help
from holdfast.know.contact_words import contact_parts
from holdfast.know.naming import person_name
from holdfast.know.order import heard_at_ms, misdated_words
from holdfast.know.people import missing
from holdfast.know.risk import KINDS, contact_threat_id
from holdfast.know.runs import HEARD, OUTSIDE, Story
from holdfast.know.state import State
from holdfast.run.alarm import Act, Alarm, alarm_id, run_page
from holdfast.run.board import Card
from holdfast.run.home_alarms import again_alarm, unsaid_alarm
from holdfast.run.last_seen import last_seen_words
from holdfast.run.recall import recall_alarm
from holdfast.run.time_alarms import time_alarms

FRESH_CONTACT_MS = 6 * HOUR_MS
"""How long after it came a contact report stays among the alarms; a grave one stays while they are
out (assumed).
"""


def run_alarms(state: State, card: Card, story: Story, now_ms: int) -> Iterator[Alarm]:
    """What one run needs a person for."""
    yield from _help(card, story)
    yield from again_alarm(state, card, story)
    yield from unsaid_alarm(state, card, story)
    yield from _overdue(card, state)
    yield from recall_alarm(state, card, story, now_ms)
    yield from _ahead(card, story, now_ms)
    yield from _unwell(card, story, now_ms)
    yield from _contacts(state, card, story, now_ms)
    yield from time_alarms(state, card, story, now_ms)
    yield from _after_home(state, card, story)


def _help(card: Card, story: Story) -> Iterator[Alarm]:
    calls = open_calls(story)
    if not calls:
        return
    yield Alarm(
        alarm=alarm_id("help", card.run, *_which(calls[-1])),
        severity="critical",
        icon="help",
        who=card.call,
        what="Needs help now",
        more=f"{card.help} · {_where(card)}",
        since_ms=heard_at_ms(calls[0]),
        acts=(
            Act("Send help", href=run_page(card, "help")),
            Act("Close the call", href=run_page(card, "close-help")),
        ),
        run=card.run,
    )


def _which(said: Said) -> tuple[object, ...]:
    """What tells one word from every other; its stamp's time does not, where a clock was ahead."""
    return said.stamp.at_ms, said.stamp.device[:8], said.stamp.seq


def _where(card: Card) -> str:
    return f"last fix {mgrs(card.fix.reported_place, 3)}" if card.fix else "no fix"


def _overdue(card: Card, state: State) -> Iterator[Alarm]:
    times = card.clock
    if not times.overdue_ms or times.check_ms is None:
        return
    heard = clock_words(times.heard_ms, zone_here(state))
    yield Alarm(
        alarm=alarm_id("overdue", card.run, times.heard_ms),
        severity="critical",
        icon="silent",
        who=card.call,
        what=f"No report, {span_words(times.overdue_ms)} past due",
        more=f"Last heard {heard} · {_where(card)}",
        since_ms=times.check_ms,
        acts=(Act("Start lost-contact drill", href=run_page(card, "lost-contact")),),
        run=card.run,
    )


def _ahead(card: Card, story: Story, now_ms: int) -> Iterator[Alarm]:
    """Their last report is dated as it cannot be: a clock is wrong, there or here."""
    said = story.newest
    if card.phase not in OUTSIDE or said is None:
        return
    misdated = misdated_words(said, now_ms)
    if not misdated:
        return
    never = said.came is None or far_ahead(said.happened_ms, said.came.read_ms)
    counts = "it resets nothing here" if never else "it counts as heard when it came"
    yield Alarm(
        alarm=alarm_id("ahead", card.run, *_which(said)),
        severity="warning",
        icon="time",
        who=card.call,
        what=f"A report is dated {misdated}",
        more=f"A clock is wrong, theirs or this machine's; {counts}",
        since_ms=min(said.came_ms, now_ms),
        acts=(Act("Compare clocks with them", href=run_page(card)),),
        run=card.run,
    )


def _unwell(card: Card, story: Story, now_ms: int) -> Iterator[Alarm]:
    """The team checked in as not well, and has not said since that it is."""
    said = next((r for r in reversed(story.unwell) if not answered(story, r, now_ms)), None)
    if said is None or not isinstance(said.fact, f.CheckedIn):
        return
    yield Alarm(
        alarm=alarm_id("unwell", card.run, *_which(said)),
        severity="warning",
        icon="help",
        who=card.call,
        what="Checked in: not well",
        more=f"{brief(said.fact.words) or 'No words with it'} · {_where(card)}",
        since_ms=heard_at_ms(said),
        acts=(Act("Ask what they need", href=run_page(card)),),
        run=card.run,
    )


def _last_seen(state: State, card: Card) -> str:
    if card.seen is None:
        return "Nobody told where they were last"
    words = last_seen_words(card.seen, zone_here(state))
    return words[:1].upper() + words[1:]


def untasked(story: Story, now_ms: int) -> Iterator[Alarm]:
    """Somebody is out, or calls for help, whose tasking has not reached us."""
    if story.tasking is not None or not (story.outside or open_help(story)):
        return
    heard = story.last(*HEARD)
    words = open_help(story) or "No times are known, so no clock runs for them"
    place = f" · last fix {mgrs(story.place, 3)}" if story.place else ""
    yield Alarm(
        alarm=alarm_id("untasked", story.run, "help" if open_help(story) else "out"),
        severity="critical",
        icon="help" if open_help(story) else "silent",
        who=story.call,
        what="Out, and their tasking has not reached us",
        more=words + place,
        since_ms=heard_at_ms(heard) if heard else now_ms,
        acts=(Act("Answer them", href="/log#untold"),),
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
        if now_ms - said.came_ms > FRESH_CONTACT_MS and not lasting:
            continue
        if card.phase not in OUTSIDE and alarm in state.alarms_seen:
            continue
        parts = [*contact_parts(fact), *filter(None, [fact.words.strip()])]
        if fact.harm == "not_known":
            parts.insert(0, "Harm not known")
        yield Alarm(
            alarm=alarm,
            severity="critical" if _grave(fact) else "warning",
            icon="contact",
            who=card.call,
            what=f"Contact: {KINDS[fact.unit].words.lower()}, {_size(fact)}",
            more=f"{'; '.join(parts)} · {clock_words(said.happened_ms, zone_here(state))}",
            since_ms=heard_at_ms(said),
            acts=(Act("Compare ways home", href=run_page(card, "ways")),),
            run=card.run,
        )


def _grave(fact: f.ContactReported) -> bool:
    return fact.harm in ("hurt", "dead") or fact.outcome in ("pinned", "cut_off")


def _size(fact: f.ContactReported) -> str:
    return "number not known" if fact.size is None else f"{fact.size} seen"


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
            more=_last_seen(state, card),
            since_ms=heard_at_ms(said),
            acts=(Act("Open the run", href=run_page(card)),),
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
            since_ms=heard_at_ms(said),
            acts=(Act("Debrief", href=run_page(card, "debrief")),),
            run=card.run,
        )
