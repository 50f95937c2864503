"""How late a run may still leave: so as to be home in time, and before a place closes."""

from holdfast import facts as f
from holdfast.base.clock import DAY_MS
from holdfast.know.runs import Story
from holdfast.know.state import State
from holdfast.run.board import Card


def late_by_ms(state: State, card: Card, story: Story) -> tuple[int, str]:
    """By how much the run may leave later than planned, and the place that closes first, by id;
    empty where last light or the latest home comes before that.
    """
    out_and_stay_ms = sum(p.end_ms - p.start_ms for p in card.lanes if p.part != "back")
    home_ms = card.clock.turn_ms - card.clock.depart_ms - out_and_stay_ms
    asked = state.asked.get(card.plan or "")
    if story.tasking is None or asked is None or not isinstance(asked.fact, f.PlanAsked):
        return home_ms, ""
    spare_ms, site = before_closing(asked.fact, story.tasking)
    return (spare_ms, site) if spare_ms < home_ms else (home_ms, "")


def before_closing(asked: f.PlanAsked, tasking: f.Tasking) -> tuple[int, str]:
    """By how much a team may leave later and still come to each place before it closes, and which
    place is the first to close; more than a day where none does.
    """
    closes = {w.site: w.closes_ms for w in asked.wants if w.closes_ms is not None}
    spare = [(closes[s.site] - s.arrive_ms, s.site) for s in tasking.stops if s.site in closes]
    return min(spare, default=(7 * DAY_MS, ""))
