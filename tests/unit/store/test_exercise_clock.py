"""An exercise's clock that outlives the process."""

from pathlib import Path

import pytest

from holdfast import facts as f
from holdfast.base.errors import Damaged, Refused
from holdfast.base.geo import Place
from holdfast.cli import instant_of
from holdfast.founding import Founding, found
from holdfast.node import open_node
from holdfast.store import exercise_clock as module
from holdfast.store.exercise_clock import CLOCK_FILE, ExerciseClock, exercise_clock

SEVEN_MS = instant_of("2026-12-01T07:00Z")
STREET = (
    '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": '
    '{"highway": "residential"}, "geometry": {"type": "LineString", '
    '"coordinates": [[10.0, 45.0], [10.02, 45.0]]}}]}'
)


def founded(tmp_path: Path, **other: object) -> Path:
    """A base on one street, whose exercise begins at seven."""
    street, folder = tmp_path / "street.geojson", tmp_path / "base"
    street.write_text(STREET)
    asked = {"exercise": True, "clock_ms": SEVEN_MS, **other}
    found(folder, Founding("Base", street, Place(10.01, 45.0), **asked), lambda _s, _p: None)  # type: ignore[arg-type]
    return folder


def test_it_begins_where_it_was_founded_stands_and_goes_on_after_a_restart(tmp_path: Path) -> None:
    """What is said is stamped with it; moved on, it stands there when the base opens again."""
    folder = founded(tmp_path)
    with open_node(folder) as node:
        assert isinstance(node.clock, ExerciseClock)
        assert node.clock() == SEVEN_MS
        assert {said.stamp.at_ms for said in node.state.bases.values()} == {SEVEN_MS}
        node.clock.set(SEVEN_MS + 600_000)
    with open_node(folder) as node:
        assert node.clock() == SEVEN_MS + 600_000
        (entry,) = node.say_all([f.NoteLogged(words="Still here.")])
        assert entry.stamp.at_ms == SEVEN_MS + 600_000


def test_a_clock_that_ran_has_run_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """At its rate, by the machine's clock, which must not have gone back for it."""
    wall_ms = 5_000_000
    monkeypatch.setattr(module, "wall_ms", lambda: wall_ms)
    clock = ExerciseClock(SEVEN_MS, 0, path=tmp_path / CLOCK_FILE)
    clock.set(rate=60)
    for gone_ms, shown_ms in ((10_000, 600_000), (-10_000, 0)):
        monkeypatch.setattr(module, "wall_ms", lambda gone_ms=gone_ms: wall_ms + gone_ms)
        again = exercise_clock(tmp_path)
        assert again is not None
        assert 0 <= again() - SEVEN_MS - shown_ms < 60_000
        assert again.rate == 60


def test_only_an_exercise_has_one(tmp_path: Path) -> None:
    """A real base's clock is the machine's, whatever was asked."""
    with pytest.raises(Refused, match="Only an exercise"):
        founded(tmp_path, exercise=False)
    assert not (tmp_path / "base").exists()
    assert exercise_clock(tmp_path) is None


def test_a_file_that_says_nothing_is_a_sentence(tmp_path: Path) -> None:
    """It names the file, and what belongs in it; nothing is guessed."""
    for content in (b"", b"\xff", b'{"at_ms": "now"}', b"[1]"):
        (tmp_path / CLOCK_FILE).write_bytes(content)
        with pytest.raises(Damaged, match=CLOCK_FILE):
            exercise_clock(tmp_path)


@pytest.mark.parametrize(
    "text", ["", "seven", "2026-12-01T07:00", "2026-13-01T07:00Z", "9999-01-01T00:00Z"]
)
def test_a_moment_needs_its_zone(text: str) -> None:
    """A moment without one would be the machine's guess."""
    with pytest.raises(Refused, match="no moment"):
        instant_of(text)
    assert instant_of("2026-12-01T09:00+02:00") == SEVEN_MS == 1_796_108_400_000
