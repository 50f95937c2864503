"""Each step of the drill has a counter-check: the step spoilt makes the checks about it fail."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest

from holdfast.base.clock import HOUR_MS
from holdfast.scenarios.drill import drill
from holdfast.scenarios.play import Play

Spoil = Callable[[Play, dict[str, Any]], Iterable[dict[str, Any]]]


def without(kind: str) -> Spoil:
    """Nobody says words of this kind."""
    return lambda _play, fact: [] if fact["kind"] == kind else [fact]


def changed(kind: str, **fields: Any) -> Spoil:
    """Words of this kind say something else."""
    return lambda _play, fact: [fact | fields] if fact["kind"] == kind else [fact]


def late(play: Play, fact: dict[str, Any]) -> Iterable[dict[str, Any]]:
    """They come home thirteen hours later."""
    if fact["kind"] == "came_home":
        play.until(play.now_ms() + 13 * HOUR_MS)
    return [fact]


SINCE_LATE = ("who was out is owed rest", "tomorrow's plan knows the cache")
"""What hangs on the hour: the others have rested, and tomorrow is dark."""

SPOILT: dict[str, tuple[Spoil, set[str]]] = {
    "no silence is planned": (
        without("silence_planned"),
        {"planned silence raises no alarm", "the board says that silence is planned"},
    ),
    "home 13 h late": (late, {"home before last light", *SINCE_LATE}),
    "no cache is laid": (
        without("cache_laid"), {"what stays behind is a cache"},
    ),
    "900 packs on two backs": (
        changed("found_reported", taken=[["ration", 900]]), {"no two facts disagree"},
    ),
    "nobody says that they left the site": (
        without("left_site"),
        {"the team is returning", "home before last light", *SINCE_LATE},
    ),
    "one of them is not counted in": (
        changed("came_home", home=["leila"]),
        {
            "everyone is inside", "no two facts disagree",
            "what was passed in quiet is believed less",
        },
    ),
    "nobody says yes": (
        without("consent_said"), {"asked and ready", "no two facts disagree"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("how", SPOILT)
def test_a_step_that_is_spoilt_fails_its_own_checks(
    how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And those that hang on them, and no other: the rest of the day goes on as it did."""
    spoil, fails = SPOILT[how]
    say = Play.say

    def spoilt(play: Play, *facts: dict[str, Any]) -> None:
        left = [told for fact in facts for told in spoil(play, fact)]
        if left:
            say(play, *left)

    monkeypatch.setattr(Play, "say", spoilt)
    result = drill("supply-run", None, lambda _line: None, lambda *_: None)

    assert {c.name for c in result.checks if not c.passed} == fails
