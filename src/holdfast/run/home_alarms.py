"""A team that was said to be home and is out all the same, or is out and nobody said that it left.

Law. The answer is a later return, said at the gate by who is there; until then they count as
outside, and taking the alarm changes neither.
"""

from collections.abc import Iterator

from holdfast import facts as f
from holdfast.base.grid import clock_words
from holdfast.facts.said import Said
from holdfast.know.log import line
from holdfast.know.naming import person_name
from holdfast.know.runs import HEARD, OUTSIDE, Story, heard_at_ms
from holdfast.know.state import State
from holdfast.run.alarm import Act, Alarm, alarm_id, run_page
from holdfast.run.board import Card
from holdfast.run.stops import again_words, zone_of


def again_alarm(state: State, card: Card, story: Story) -> Iterator[Alarm]:
    """Two versions of where they are, with the act that answers."""
    home, again = story.home, story.again
    if home is None or again is None:
        return
    counted = isinstance(again.fact, f.CameHome)
    cry = next((r for r in story.all(f.HelpCalled) if heard_at_ms(r) >= heard_at_ms(again)), None)
    out = [person_name(state, p) for p in card.crew_ids if p not in story.inside]
    yield Alarm(
        alarm=alarm_id("again", card.run, *_which(story, again), "help" if cry else "heard"),
        severity="critical",
        icon="people",
        who=card.call,
        what=again_words(state, story),
        more=f"{', '.join(out)} counted as outside until somebody at the gate says that they are in"
        + (" · at the gate: " if counted and not cry else " · they said: ")
        + line(cry or again, state).words,
        since_ms=heard_at_ms(again),
        acts=(Act("Count them at the gate", href=run_page(card, "home")),),
        run=card.run,
    )


def _which(story: Story, again: Said) -> tuple[object, ...]:
    return heard_at_ms(again), *sorted(story.off)


def unsaid_alarm(state: State, card: Card, story: Story) -> Iterator[Alarm]:
    """They are out, or came home, and nobody has said that they left."""
    first = next((r for r in story.reports if isinstance(r.fact, HEARD)), None)
    if first is None or story.last(f.Departed) or card.phase not in (*OUTSIDE, "home"):
        return
    out = card.phase in OUTSIDE
    who = ", ".join(person_name(state, p) for p in story.crew)
    yield Alarm(
        alarm=alarm_id("unsaid", card.run),
        severity="warning",
        icon="people",
        who=card.call,
        what=f"{'Out' if out else 'Home'}, and nobody said that they left",
        more=(f"{who} count as outside, as tasked · " if out else "")
        + f"first heard {clock_words(heard_at_ms(first), zone_of(state, story))}: "
        + line(first, state).words,
        since_ms=heard_at_ms(first),
        acts=(Act("Say who left", href=run_page(card, "left" if out else "")),),
        run=card.run,
    )
