"""A team that was said to be home, and was heard from outside after that: whoever reads it answers.

Law. The answer is a later return, said at the gate by who is there; until then they count as
outside, and taking the alarm changes neither.
"""

from collections.abc import Iterator

from holdfast import facts as f
from holdfast.know.log import line, person_name
from holdfast.know.runs import Story, heard_at_ms
from holdfast.know.state import State
from holdfast.run.alarm import Act, Alarm, alarm_id, run_page
from holdfast.run.board import Card
from holdfast.run.stops import again_words


def again_alarm(state: State, card: Card, story: Story) -> Iterator[Alarm]:
    """Two versions of where they are, with the act that answers."""
    home, again = story.last(f.CameHome), story.again
    if home is None or again is None:
        return
    cry = next((r for r in story.all(f.HelpCalled) if heard_at_ms(r) >= heard_at_ms(again)), None)
    out = [person_name(state, p) for p in card.crew_ids if p not in story.inside]
    yield Alarm(
        alarm=alarm_id("again", card.run, heard_at_ms(again), "help" if cry else "heard"),
        severity="critical",
        icon="people",
        who=card.call,
        what=again_words(state, story),
        more=f"{', '.join(out)} counted as outside until somebody at the gate says that they are in"
        f" · they said: {line(cry or again, state).words}",
        since_ms=heard_at_ms(again),
        acts=(Act("Count them at the gate", href=run_page(card, "home")),),
        run=card.run,
    )
