"""What a drill looks at in the room's answers: a card, alarms of a kind, a site, days of food."""

from collections.abc import Mapping
from typing import Any

from holdfast.scenarios.play import Play
from holdfast.scenarios.supply_world import SITE


def amounts(of: Mapping[str, float]) -> list[list[Any]]:
    """Amounts as the interface writes them."""
    return [[item, n] for item, n in of.items()]


def card_of(state: dict[str, Any], run: str) -> dict[str, Any]:
    """The run's card on the board, empty when it is not there."""
    return next((c for c in state["board"] if c["run"] == run), {})


def alarms_of(state: dict[str, Any], kind: str, run: str = "") -> list[dict[str, Any]]:
    """Alarms of a kind, of a run where one is named."""
    return [
        a
        for a in state["alarms"]
        if a["alarm"].startswith(kind + ".") and (not run or a["run"] == run)
    ]


def site_of(state: dict[str, Any]) -> dict[str, Any]:
    """The storage facility as believed."""
    return next((s for s in state["sites"] if s["site"] == SITE), {})


def food_days(play: Play) -> float:
    """Days of food left."""
    return float(next(s["days"] for s in play.state()["supplies"] if s["need"] == "food"))
