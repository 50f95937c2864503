"""Road files: read once, whole or not at all, and proved before use."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from holdfast.base.errors import Damaged, Refused, Unavailable
from holdfast.formats.spots import search
from holdfast.store.roadfile import import_map, load

XML = """<osm version="0.6"><node id="1" version="1" lon="10" lat="45"/>
<node id="2" version="1" lon="10.01" lat="45"><tag k="amenity" v="fuel"/>
<tag k="name" v="Agip"/></node>
<way id="1" version="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="primary"/></way></osm>"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A tiny map."""
    path = tmp_path / "town.osm"
    path.write_text(XML)
    return path


def quiet(_step: str, _at: float) -> None:
    """Progress that nobody looks at."""


def test_what_was_read_is_what_is_loaded(source: Path, tmp_path: Path) -> None:
    """Roads, spots and credits survive the file."""
    found = load(import_map(source, tmp_path / "cache", quiet))
    assert found.roads.n_arcs == 2
    assert found.roads.length_m[0] == pytest.approx(786.3, rel=0.002)
    assert [s.name for s in search(found.spots, "agip")] == ["Agip"]
    assert found.attribution == "© OpenStreetMap contributors"
    assert found.bounds == (10.0, 45.0, 10.01, 45.0)
    assert found.roads.sha == found.sha
    assert not found.roads.lon.flags.writeable


def test_progress_only_goes_forward_and_ends_at_one(source: Path, tmp_path: Path) -> None:
    """So that a bar can be drawn."""
    said: list[tuple[str, float]] = []
    import_map(source, tmp_path / "cache", lambda step, at: said.append((step, at)))
    parts = [at for _, at in said]
    assert parts == sorted(parts)
    assert parts[-1] == 1.0
    assert len({step for step, _ in said}) >= 4


def test_a_map_is_read_once(source: Path, tmp_path: Path) -> None:
    """The same bytes under another name give the same file, untouched."""
    first = import_map(source, tmp_path / "cache", quiet)
    before = first.stat()
    twin = tmp_path / "other.xml"
    twin.write_bytes(source.read_bytes())
    again = import_map(twin, tmp_path / "cache", quiet)
    assert again == first
    assert (again.stat().st_ino, again.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


@pytest.mark.parametrize("at", [0, 9, 40, -1, -400])
def test_a_flipped_byte_is_noticed_and_healed(source: Path, tmp_path: Path, at: int) -> None:
    """Loading says Damaged; importing again reads the map anew."""
    path = import_map(source, tmp_path / "cache", quiet)
    good = path.read_bytes()
    bad = bytearray(good)
    bad[at] ^= 0x41
    path.write_bytes(bytes(bad))
    with pytest.raises(Damaged, match="read the map in again"):
        load(path).parts.check()
    assert import_map(source, tmp_path / "cache", quiet) == path
    assert path.read_bytes() == good


@pytest.mark.parametrize("size", [0, 5, 100, 2000])
def test_a_cut_file_is_noticed(source: Path, tmp_path: Path, size: int) -> None:
    """However much of it is left."""
    path = import_map(source, tmp_path / "cache", quiet)
    path.write_bytes(path.read_bytes()[:size])
    with pytest.raises(Damaged, match="read the map in again"):
        load(path).parts.check()


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", Damaged),
        (b"\x89PNG....", Damaged),
        (b'<osm version="0.6"/>', Refused),
        (b"<osm><node", Damaged),
    ],
)
def test_what_fails_leaves_nothing(tmp_path: Path, content: bytes, error: type[Exception]) -> None:
    """A sentence, and an empty cache."""
    (tmp_path / "bad.osm").write_bytes(content)
    with pytest.raises(error):
        import_map(tmp_path / "bad.osm", tmp_path / "cache", quiet)
    assert not list((tmp_path / "cache").glob("*")) if (tmp_path / "cache").exists() else True


def test_folders_pipes_and_missing_files_are_refused(tmp_path: Path) -> None:
    """Each with a sentence that names the path."""
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe", tmp_path / "none.osm"):
        with pytest.raises(Refused, match=str(path)):
            import_map(path, tmp_path / "cache", quiet)


def test_a_file_that_may_not_be_read_is_refused(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The system's refusal becomes ours (root may read everything, so it is played)."""

    def denied(*_args: object, **_words: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", denied)
    with pytest.raises(Refused, match="may not read"):
        import_map(source, tmp_path / "cache", quiet)


def test_a_cache_that_cannot_be_written_is_unavailable(source: Path, tmp_path: Path) -> None:
    """A file where the folder should be."""
    (tmp_path / "cache").write_text("in the way")
    with pytest.raises(Unavailable, match="cannot be written"):
        import_map(source, tmp_path / "cache", quiet)


def test_a_reader_that_dies_is_a_damaged_map(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When bytes kill the reader's process, ours lives and says so."""
    dying = tmp_path / "dying.sh"
    dying.write_text("#!/bin/sh\nkill -SEGV $$\n")
    dying.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(dying))
    with pytest.raises(Damaged, match="stopped the reader"):
        import_map(source, tmp_path / "cache", quiet)
    assert not list((tmp_path / "cache").glob("*"))


def test_what_a_killed_import_left_is_swept_up(source: Path, tmp_path: Path) -> None:
    """Files of processes that are gone go; those of one that still runs stay."""
    cache = tmp_path / "cache"
    cache.mkdir()
    gone = subprocess.Popen(["/bin/true"])
    gone.wait()
    dead, alive = cache / f".abc.{gone.pid}.part", cache / f".abc.{os.getppid()}.part"
    dead.write_bytes(b"half")
    alive.write_bytes(b"half")
    import_map(source, cache, quiet)
    assert alive.exists()
    assert not dead.exists()


@pytest.mark.slow
def test_killed_at_any_moment_it_leaves_a_whole_file_or_none(shared: Path, tmp_path: Path) -> None:
    """kill -9 after some tenths of a second; the next import is whole and sweeps up."""
    source, cache = shared / "data" / "osm" / "andorra.osm.pbf", tmp_path / "cache"
    code = (
        "import sys; from pathlib import Path; from holdfast.store.roadfile import import_map;"
        "import_map(Path(sys.argv[1]), Path(sys.argv[2]), lambda *_: None)"
    )
    for delay_s in (0.3, 0.7, 1.0, 1.3):
        child = subprocess.Popen([sys.executable, "-c", code, str(source), str(cache)])
        try:
            child.wait(delay_s)
        except subprocess.TimeoutExpired:
            child.send_signal(signal.SIGKILL)
            child.wait()
        for path in cache.glob("*.roads"):
            load(path).parts.check()
    final = import_map(source, cache, quiet)
    final.unlink()
    import_map(source, cache, quiet)
    assert [p.name for p in cache.iterdir()] == [final.name]


def test_arrays_are_the_same_after_the_file(shared: Path, tmp_path: Path) -> None:
    """A real extract: times, components and shapes, and Arabic names."""
    source = shared / "data" / "zaatari" / "roads" / "Roads_2016_12.geojson"
    found = load(import_map(source, tmp_path / "cache", quiet))
    assert np.isfinite(found.roads.time_s["foot"]).all()
    assert "شارع الخدمات" in found.roads.names_ar
    assert len(found.drawing.wkb) == 0
    assert found.attribution == ""
