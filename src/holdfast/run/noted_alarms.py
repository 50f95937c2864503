"""A note of the radio that may be an alarm, until somebody has said what it is.

Law. Plain Enter only notes a line that says several things at once. Where it may be a call for help
or a contact, every screen asks, until an alarm of that run was raised or somebody took it upon
themselves that it was only a note.
"""

from collections.abc import Iterator, Sequence

from holdfast import facts as f
from holdfast.facts.said import Said
from holdfast.know.bases import zone_here
from holdfast.know.order import heard_at_ms
from holdfast.know.runs import Story
from holdfast.know.settings import setting_ms
from holdfast.know.state import State, remembered
from holdfast.run.alarm import Act, Alarm, alarm_id, run_page
from holdfast.run.board import Card
from holdfast.run.talk import Team, read, teams_of

RAISED = (f.HelpCalled, f.ContactReported)
LONGEST = 120


def noted_alarms(
    state: State, cards: Sequence[Card], told: dict[str, Story], now_ms: int
) -> Iterator[Alarm]:
    """Each note under a run of today that may be an alarm of it, and was not taken for a note."""
    by_run = {card.run: card for card in cards}
    asked_ms = setting_ms(state, "note_asked")
    notes = [
        said
        for said in state.notes.values()
        if isinstance(said.fact, f.NoteLogged)
        and said.fact.about in by_run
        and now_ms - heard_at_ms(said) < asked_ms
    ]
    known = teams_of(state, cards) if notes else []
    for said in sorted(notes, key=lambda s: s.stamp):
        card = by_run[getattr(said.fact, "about", "")]
        alarm = _alarm(card, said)
        raised = (r for r in told[card.run].all(*RAISED) if r.stamp > said.stamp)
        if alarm.alarm in state.alarms_seen or any(raised):
            continue
        if _may_be_grave(state, said, card, known):
            yield alarm


def _may_be_grave(state: State, said: Said, card: Card, known: list[Team]) -> bool:
    """Whether the line reads as an alarm of its run; how it reads is remembered."""
    words = getattr(said.fact, "words", "")

    def grave() -> bool:
        reading = read(words, known, heard_at_ms(said), zone_here(state))
        return any(o.grave and getattr(o.fact, "run", "") == card.run for o in reading.offers)

    return remembered(state, ("noted", said.stamp), card.run, grave)


def _alarm(card: Card, said: Said) -> Alarm:
    words = getattr(said.fact, "words", "")
    shown = words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"
    key = alarm_id("noted", card.run, said.stamp.device[:8], said.stamp.seq)
    call: dict[str, object] = {"kind": "help_called", "run": card.run, "words": words}
    return Alarm(
        alarm=key,
        severity="warning",
        icon="help",
        who=card.call,
        what="Only noted: it may be an alarm",
        more=f"'{shown}' · take it, where it was only a note",
        since_ms=heard_at_ms(said),
        acts=(
            Act("It is a call for help", fact=call),
            Act("Open the run", href=run_page(card)),
        ),
        run=card.run,
    )
