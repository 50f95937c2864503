"""The room's cases: what was found wrong by hand, played through the public face and judged."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

OWED = {
    "found-twice", "nurse-two-clinics", "rescue-40",
}  # fmt: skip
"""Cases that are still wrong, each owed by an issue that names it. This list only shrinks."""
CASES = {
    "brought-in-not-fed", "cache-overdrawn", "called-home-unseen", "check-in-wrong-team",
    "choice-undone", "choose-race", "departed-forgot-one", "expired-food-days", "found-twice",
    "fuel-after-run", "fuel-forgotten", "home-before-leaving", "home-by-mistake",
    "item-without-covers", "lost-person-departs", "nurse-two-clinics", "one-crew-two-vehicles",
    "overdue-figures", "rescue-40", "same-call-sign", "sighting-corrected", "sighting-of-nothing",
    "silence-by-mistake", "waiting-costs-nothing",
}  # fmt: skip


def test_only_cases_that_are_there_are_owed() -> None:
    """A case that was renamed would be owed for ever."""
    assert OWED <= CASES


def test_every_case_that_lies_there_is_played(shared: Path) -> None:
    """One that was laid down and not named here would never be played, nor one that is gone."""
    assert {case.stem for case in (shared / "cases" / "room").glob("*.json")} == CASES


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(CASES - OWED))
def test_a_case_is_right(shared: Path, name: str) -> None:
    """It founds an exercise, says what was said, and the room then holds what is right."""
    case = shared / "cases" / "room" / f"{name}.json"
    played = subprocess.run(
        [sys.executable, shared / "cases" / "room" / "play.py", case],
        env=os.environ | {"HOLDFAST": str(Path(sys.executable).with_name("holdfast"))},
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert played.returncode == 0, played.stdout + played.stderr
    assert "OK" in played.stdout
