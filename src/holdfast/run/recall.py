"""What a person is needed for when a team that is out was called home, and does not answer."""

from collections.abc import Iterator

from holdfast.base.grid import clock_words, span_words
from holdfast.know.recall import recall, recall_words
from holdfast.know.runs import Story
from holdfast.know.settings import setting_ms
from holdfast.know.state import State
from holdfast.run.alarm import Act, Alarm, alarm_id, run_page
from holdfast.run.board import Card
from holdfast.run.stops import zone_of


def recall_alarm(state: State, card: Card, story: Story, now_ms: int) -> Iterator[Alarm]:
    """They were called home and have not answered: graver with time."""
    called = recall(story)
    if called is None or called.answered_ms is not None:
        return
    silent_ms = now_ms - called.called_ms
    limits_ms = (setting_ms(state, "recall_grave"), setting_ms(state, "recall_again"))
    step = sum(silent_ms >= limit_ms for limit_ms in limits_ms)
    heard = clock_words(card.clock.heard_ms, zone_of(state, story))
    yield Alarm(
        alarm=alarm_id("recall", card.run, called.called_ms, step),
        severity="critical" if step else "warning",
        icon="time",
        who=card.call,
        what=recall_words(called, zone_of(state, story)),
        more=f"Called {span_words(max(0, silent_ms))} ago · last heard {heard}"
        + (f" · {called.words}" if called.words else ""),
        since_ms=called.called_ms,
        acts=(Act("Call them again", href=run_page(card, "call-home")),),
        run=card.run,
    )
