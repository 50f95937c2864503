"""Whatever a disk makes of a base's folder, file by file: sentences, and no room that lies."""

import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from data.phones import PHONE, chain, note, raws, taken
from data.toys import NOON
from holdfast import facts as f
from holdfast.base.errors import HoldfastError
from holdfast.base.geo import Place
from holdfast.founding import Founding, found
from holdfast.ledger import EXERCISE, Signer, Tip, device_of, seal
from holdfast.node import open_node
from holdfast.store import verify
from holdfast.store.relieffile import digest
from holdfast.web.desk import make_desk
from holdfast.web.picture import log_page

STREET = (
    '<osm version="0.6">'
    '<node id="1" version="1" lat="45.0" lon="10.0"/>'
    '<node id="2" version="1" lat="45.0" lon="10.02"/>'
    '<way id="1" version="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="residential"/></way>'
    "</osm>"
)
STRANGER = Signer(b"s" * 32)
Change = Callable[[bytearray, random.Random], None]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An exercise with everything in it: map, relief, forks, erased and late bodies, held words,
    and a log of writes that a crash has left.
    """
    made = tmp_path_factory.mktemp("made")
    (made / "street.osm").write_text(STREET)
    base = made / "base"
    asked = Founding("Base", made / "street.osm", Place(10.01, 45.0), exercise=True, clock_ms=NOON)
    road_file = found(base, asked, lambda *_: None).sha
    (base / "maps" / f"{road_file}.relief.png").write_bytes(png())
    (base / "maps" / f"{road_file}.relief.json").write_bytes(
        b"[[9.0,46.0],[11.0,46.0],[11.0,44.0],[9.0,44.0]]"
    )
    with open_node(base) as node:
        assert node.founding is not None
        relief = digest(base / "maps" / f"{road_file}.roads")
        node.say_all([msgspec.structs.replace(node.founding, relief=relief)])
        node.say_all([note(f"Word {i} " * 20) for i in range(30)])
        node.store._db.execute("pragma wal_checkpoint(truncate)").fetchall()
        words = chain(note("a"), note("b"), note("c"))
        node.receive(raws([words[0].without_body(), *words[1:], words[0]]))
        node.say_all([taken()])
        for text in ("y", "z"):
            node.receive([seal(f.encode(note(text)), STRANGER, Tip(), NOON, 9, EXERCISE).raw])
        node.erase(device_of(PHONE), 1)
        node.store.record_alarms(NOON, ["Something was wrong before."])
        node.say_all([note(f"Last {i} " * 20) for i in range(20)])
        crashed = made / "crashed"
        shutil.copytree(base, crashed, ignore=shutil.ignore_patterns("*-shm"))
    return crashed


def png() -> bytes:
    """A picture of one pixel."""
    import zlib

    def chunk(kind: bytes, data: bytes) -> bytes:
        said = kind + data
        return len(data).to_bytes(4, "big") + said + zlib.crc32(said).to_bytes(4, "big")

    head = (1).to_bytes(4, "big") * 2 + bytes([8, 0, 0, 0, 0])
    body = zlib.compress(b"\0\0")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def flip(data: bytearray, rng: random.Random) -> None:
    bit = rng.randrange(len(data) * 8)
    data[bit // 8] ^= 1 << bit % 8


def scribble(data: bytearray, rng: random.Random) -> None:
    at = rng.randrange(len(data))
    data[at : at + 16] = rng.randbytes(16)


def cut(data: bytearray, rng: random.Random) -> None:
    del data[rng.randrange(len(data)) :]


def blank(data: bytearray, rng: random.Random) -> None:
    at = rng.randrange(len(data))
    data[at : at + 512] = bytes(len(data[at : at + 512]))


def files(folder: Path) -> list[Path]:
    found = [p.relative_to(folder) for p in sorted(folder.rglob("*")) if p.is_file()]
    return [p for p in found if p.name not in ("lock",) and (folder / p).stat().st_size]


def look(folder: Path) -> bool:
    """Scrub it, open it, look at every page's picture of it: nothing but our own errors."""
    report = verify(folder)
    assert isinstance(report.told(), str)
    json.dumps(report.shown())
    assert all(problem.endswith(".") for problem in report.problems), report.problems
    refused = opened(folder)
    assert not (refused and report.whole), f"{refused} and the scrub did not foresee it"
    return report.whole


def opened(folder: Path) -> str:
    """Why it cannot be opened and used; '' where it can."""
    try:
        with open_node(folder) as node:
            if node.map is not None:
                node.map.counts, node.map.bounds, node.map.roads, node.map.drawing  # noqa: B018
            node.relief  # noqa: B018
            make_desk(node)
            log_page(node, 2**53, 500)
            node.say_all([f.NoteLogged(words="Life goes on.")])
    except HoldfastError as exc:
        return str(exc)
    return ""


def fuzz(folder: Path, tmp_path: Path, seed: int, n_each: int) -> None:
    rng = random.Random(seed)  # noqa: S311  # no secret
    for name in files(folder):
        for k in range(n_each):
            change = (flip, scribble, cut, blank)[k % 4]
            spoilt = tmp_path / "spoilt"
            shutil.copytree(folder, spoilt)
            data = bytearray((spoilt / name).read_bytes())
            before = bytes(data)
            change(data, rng)
            (spoilt / name).write_bytes(data)
            try:
                whole = look(spoilt)
            except Exception as exc:
                raise AssertionError(f"{name}, {change.__name__}, try {k} of seed {seed}") from exc
            if data != before and name.parts[0] == "maps":
                assert not whole, f"{name} was changed by {change.__name__}, and nobody saw it"
            shutil.rmtree(spoilt)


def test_a_folder_as_a_crash_left_it_is_whole(folder: Path) -> None:
    """What is fuzzed is sound to begin with, and holds a bit of everything."""
    report = verify(folder)
    assert report.whole, report.problems
    assert report.forks
    assert report.alarms
    assert (report.n_erased, report.n_absent) == (1, 0)
    assert len(files(folder)) == 10


def test_whatever_a_disk_does_to_a_file_is_a_sentence(folder: Path, tmp_path: Path) -> None:
    """A quick sample of every file of the folder."""
    fuzz(folder, tmp_path, seed=1, n_each=4)


@pytest.mark.slow
def test_whatever_a_disk_does_to_a_file_is_a_sentence_for_long(
    folder: Path, tmp_path: Path
) -> None:
    """A long sample."""
    fuzz(folder, tmp_path, seed=2, n_each=40)
