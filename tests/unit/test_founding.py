"""Founding a base: all or nothing, however it ends."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from holdfast import facts as f
from holdfast import founding
from holdfast.base.errors import HoldfastError, Refused, Unavailable
from holdfast.base.geo import Place
from holdfast.founding import STAGE, Founding, found, nautical_zone
from holdfast.node import open_node

HERE = Place(10.01, 45.0)
STREET = (
    '<osm version="0.6">'
    '<node id="1" version="1" lat="45.0" lon="10.0"/>'
    '<node id="2" version="1" lat="45.0" lon="10.02"/>'
    '<way id="1" version="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="residential"/></way>'
    "</osm>"
)


def quiet(_step: str, _part: float) -> None:
    """A progress that shows nothing."""


@pytest.fixture
def street(tmp_path: Path) -> Path:
    """A map of one street."""
    path = tmp_path / "street.osm"
    path.write_text(STREET)
    return path


def asked(street: Path, **other: object) -> Founding:
    return Founding(**{"name": "Base", "map": street, "at": HERE, **other})  # type: ignore[arg-type]


def tree(folder: Path) -> set[str]:
    """Everything below a folder, but for the map."""
    return {str(p.relative_to(folder)) for p in folder.rglob("*") if p.suffix != ".osm"}


def test_a_base_is_founded_with_its_map(tmp_path: Path, street: Path) -> None:
    """Its first word is the founding; its map opens; nothing else is left in the folder."""
    folder = tmp_path / "base"
    founded = found(folder, asked(street), quiet)
    assert founded.off_road_m == pytest.approx(0, abs=1)
    assert founded.zone == "Etc/GMT-1"
    with open_node(folder) as node:
        (said,) = node.state.bases.values()
        assert isinstance(said.fact, f.BaseFounded)
        assert said.fact.name == "Base"
        assert node.map is not None
        assert node.map.roads.n_arcs == 2
        assert not node.alarms
    kept = {"ledger.sqlite", "witness", "device.key", "lock", "maps", "clock-seen", "where.json"}
    assert kept <= set(os.listdir(folder)) <= {*kept, "ledger.sqlite-wal", "ledger.sqlite-shm"}


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"name": ""}, "name of 1 to 120"),
        ({"name": "x" * 10_240}, "name of 1 to 120"),
        ({"name": "a\x00b"}, "printable"),
        ({"name": "\udcff"}, "printable"),
        ({"at": Place(45.0, 10.0)}, "turn the two round"),
        ({"at": Place(-70.0, -30.0)}, "km outside this map"),
        ({"at": Place(200.0, 0.0)}, "no place on the earth"),
        ({"at": Place(float("nan"), 0.0)}, "no place on the earth"),
        ({"zone": "Mars/Olympus"}, "no time zone 'Mars/Olympus'"),
        ({"map": Path("/nowhere/at.osm")}, "no file"),
        ({"map": Path(__file__).parent}, "folder"),
        ({"heights": (Path("/nowhere/N45E010.hgt"),)}, "N45E010.hgt"),
    ],
)
def test_a_founding_that_is_refused_leaves_nothing(
    tmp_path: Path, street: Path, other: dict[str, object], words: str
) -> None:
    """One sentence; the folder is not there, and one that was is as it was."""
    before = tree(tmp_path)
    with pytest.raises(HoldfastError, match=words):
        found(tmp_path / "base", asked(street, **other), quiet)
    assert tree(tmp_path) == before
    (tmp_path / "base").mkdir()
    (tmp_path / "base/mine.txt").write_text("keep")
    before = tree(tmp_path)
    with pytest.raises(HoldfastError, match=words):
        found(tmp_path / "base", asked(street, **other), quiet)
    assert tree(tmp_path) == before


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n" + b"\0" * 99, STREET.encode()[:150]])
def test_what_is_no_map_leaves_nothing(tmp_path: Path, content: bytes) -> None:
    """An empty file, a picture, half a map."""
    bad = tmp_path / "bad.osm"
    bad.write_bytes(content)
    with pytest.raises(HoldfastError):
        found(tmp_path / "base", asked(bad), quiet)
    assert tree(tmp_path) == set()


def test_a_folder_with_a_base_is_left_alone(tmp_path: Path, street: Path) -> None:
    """Founding twice is refused, and the first base stands."""
    found(tmp_path / "base", asked(street), quiet)
    before = tree(tmp_path)
    with pytest.raises(Refused, match="holds a base already"):
        found(tmp_path / "base", asked(street, name="Another"), quiet)
    assert tree(tmp_path) == before


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path, street: Path) -> None:
    """Below a file there is no folder."""
    (tmp_path / "file").write_text("")
    with pytest.raises(Unavailable, match="cannot be used"):
        found(tmp_path / "file/base", asked(street), quiet)


def test_two_at_once_found_one_base(tmp_path: Path, street: Path) -> None:
    """While one founds, the other is told; and the first one's work is not undone by it."""
    folder = tmp_path / "base"
    told: list[str] = []

    def meanwhile(step: str, _part: float) -> None:
        if step == "Looking at the file" and not told:
            told.append("")
            with pytest.raises(Unavailable, match="open in another Holdfast") as refused:
                found(folder, asked(street), quiet)
            told[0] = str(refused.value)

    found(folder, asked(street), meanwhile)
    assert told[0]
    with open_node(folder) as node:
        assert len(node.state.bases) == 1


@pytest.mark.slow
def test_ctrl_c_leaves_nothing(tmp_path: Path, street: Path) -> None:
    """At every step that is shown."""
    seen: list[str] = []
    found(tmp_path / "whole", asked(street), lambda step, _part: seen.append(step))
    for i in range(len(seen) - 1):  # after the last one it is founded
        left = iter(range(i))

        def stop(_step: str, _part: float, left: object = left) -> None:
            if next(left, None) is None:  # type: ignore[call-overload]
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            found(tmp_path / "base", asked(street), stop)
        assert not (tmp_path / "base").exists()


@pytest.mark.parametrize("step", ["bodies", "moving", "moved"])
def test_killed_while_the_ledger_is_made_it_is_no_base_and_can_be_founded(
    tmp_path: Path, street: Path, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last moments, one by one: what makes it a base comes last, and a second try works."""
    folder, killed = tmp_path / "base", RuntimeError("killed")
    moves: list[str] = []
    real = Path.replace

    def move(self: Path, target: Path) -> Path:
        if self.parent.name == STAGE:
            if step == "moving" or (step == "moved" and len(moves) == 2):
                raise killed
            moves.append(self.name)
        return real(self, target)

    def die(*_: object) -> None:
        raise killed

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", move)
        patched.setattr(founding, "_undo", lambda *_: None)  # a killed process undoes nothing
        if step == "bodies":
            patched.setattr("holdfast.node.Node.say_all", die)
        with pytest.raises(RuntimeError):
            found(folder, asked(street), quiet)
    assert not (folder / "ledger.sqlite").exists()
    found(folder, asked(street), quiet)
    assert not (folder / STAGE).exists()
    with open_node(folder) as node:
        assert len(node.state.bases) == 1
        assert not node.alarms


@pytest.mark.slow
def test_killed_at_any_moment_it_is_a_base_or_none(tmp_path: Path, street: Path) -> None:
    """kill -9 at a dozen moments of the whole command; the next init always works or is told."""
    command = [
        sys.executable, "-m", "holdfast", "init", "", "--name", "B", "--map", str(street),
        "--at", "10.01,45",
    ]  # fmt: skip
    outcomes = set()
    for i in range(12):
        folder = tmp_path / f"base{i}"
        command[4] = str(folder)
        with subprocess.Popen(command, stdout=-3, stderr=-3) as process:
            time.sleep(0.15 * i)  # the moment of the kill is what is tried, not waited for
            process.send_signal(signal.SIGKILL)
        whole = (folder / "ledger.sqlite").exists()
        outcomes.add(whole)
        again = subprocess.run(command, capture_output=True, text=True, check=False)
        assert again.returncode == (1 if whole else 0), again.stderr
        with open_node(folder) as node:
            assert len(node.state.bases) == 1
            assert not node.alarms
    assert False in outcomes


@pytest.mark.parametrize(
    ("lon", "zone"),
    [(0.0, "Etc/UTC"), (24.3, "Etc/GMT-2"), (-116.8, "Etc/GMT+8"), (180.0, "Etc/GMT-12")],
)
def test_the_nautical_zone_is_an_hour_for_fifteen_degrees(lon: float, zone: str) -> None:
    """The Etc names count westwards."""
    assert nautical_zone(Place(lon, 0.0)) == zone
