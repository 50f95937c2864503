"""Every view of a state, for tests that compare two."""

from typing import Any

from holdfast.account import draft
from holdfast.know.caches import caches
from holdfast.know.disagreements import disagreements
from holdfast.know.people import persons, roll, runs_together
from holdfast.know.picture import picture
from holdfast.know.risk import threats
from holdfast.know.runs import stories
from holdfast.know.sites import sites
from holdfast.know.state import State
from holdfast.know.stock import balances, lots, supplies, worth
from holdfast.know.vehicles import vehicles
from holdfast.run.alarms import alarms
from holdfast.run.board import board
from holdfast.run.clocks import clock


def every_view(state: State, now_ms: int) -> dict[str, Any]:
    """What the room, the map and the account show of a state."""
    cards = board(state, now_ms)
    told = stories(state)
    dangers = threats(state, now_ms)
    return {
        "board": cards,
        "alarms": alarms(state, now_ms, cards),
        "persons": persons(state, now_ms),
        "roll": roll(state, now_ms, frozenset(c.run for c in cards if c.clock.overdue_ms)),
        "together": runs_together(state, "a", "b"),
        "supplies": [supplies(state, base, now_ms) for base in [*state.bases, "nowhere"]],
        "lots": lots(state),
        "balances": sorted(balances(state, now_ms).items()),
        "worth": worth(state, "a", 1.0),
        "sites": sites(state, now_ms, dangers),
        "threats": dangers,
        "caches": caches(state),
        "vehicles": vehicles(state),
        "disagreements": disagreements(state),
        "drafts": [draft(state, run) for run in [*told, "nowhere"]],
        "picture": picture(state, now_ms),
        "clocks": [clock(s, s.tasking, now_ms) for s in told.values() if s.tasking],
    }
