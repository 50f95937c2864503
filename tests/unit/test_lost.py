"""A ledger, a map or a relief that is gone or another: every word says so and what to do."""

import asyncio
import shutil
from pathlib import Path

import numpy as np
import pytest

from holdfast import facts as f
from holdfast.cli import main
from holdfast.node import open_node
from holdfast.run.alarms import alarms
from holdfast.store import verify
from holdfast.web import scrubbing

STREET = (
    '<osm version="0.6">'
    '<node id="1" version="1" lat="45.0" lon="10.0"/>'
    '<node id="2" version="1" lat="45.02" lon="10.02"/>'
    '<way id="1" version="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="{kind}"/></way>'
    "</osm>"
)


@pytest.fixture
def base(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A base with a map and relief, founded by the word; another map lies beside."""
    for kind in ("residential", "track"):
        (tmp_path / f"{kind}.osm").write_text(STREET.format(kind=kind))
    hills = np.add.outer(np.arange(1201), np.arange(1201)).astype(">i2")
    for tile in ("N45E010", "N44E010"):
        (tmp_path / f"{tile}.hgt").write_bytes(hills.tobytes())
    main(init(tmp_path, "base", "--heights", *(str(p) for p in sorted(tmp_path.glob("*.hgt")))))
    capsys.readouterr()
    return tmp_path / "base"


def init(folder: Path, name: str, *more: str) -> list[str]:
    given = ["--name", "Old", "--map", str(folder / "residential.osm"), "--at", "10.01,45"]
    return ["init", str(folder / name), *given, *more]


def told(words: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """What a word says that ends with exit code 1."""
    with pytest.raises(SystemExit) as stopped:
        main(words)
    assert stopped.value.code not in (0, None)
    printed = capsys.readouterr()
    assert "Traceback" not in printed.err
    return f"{stopped.value.code} {printed.out} {printed.err}"


def content(folder: Path) -> dict[str, bytes]:
    return {
        str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()
    }


@pytest.mark.parametrize("left", ["all", "witness", "device.key", "ledger.sqlite-wal", "empty"])
def test_a_lost_ledger_is_said_by_every_word_and_nothing_is_touched(
    base: Path, capsys: pytest.CaptureFixture[str], left: str
) -> None:
    """Never 'holds no base', never a new base beside the evidence, whatever of it is left."""
    wal = base / "ledger.sqlite-wal"
    with open_node(base) as node:
        node.say_all([node.founding])  # type: ignore[list-item]
        stale = wal.read_bytes()
    (base / "ledger.sqlite").unlink()
    if left == "empty":
        (base / "ledger.sqlite").touch()
    elif left != "all":
        for path in base.iterdir():
            if path.is_file() and path.name != "lock":
                path.unlink() if path.name != left else None
    if left in ("all", "ledger.sqlite-wal"):
        wal.write_bytes(stale)
    before = content(base)
    for words in (["serve"], ["verify"], ["plan", "--to", "10.0,45"], init(base.parent, "base")):
        asked = words if words[0] == "init" else [words[0], str(base), *words[1:]]
        said = told(asked, capsys)
        assert "its ledger is gone" in said
        assert "holds no base" not in said
    assert content(base) == before


def test_a_stale_log_of_writes_brings_no_old_base_back(
    tmp_path: Path, base: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Founded in another folder, as the sentence says, the base is the new one."""
    assert "in another" in told(["verify", str(gone(base))], capsys)
    main([*init(tmp_path, "fresh"), "--headcount", "3"])
    with open_node(tmp_path / "fresh") as node:
        assert node.founding is not None
        assert node.founding.headcount == 3


def gone(base: Path) -> Path:
    (base / "ledger.sqlite").unlink()
    return base


def road_file(base: Path) -> Path:
    [found] = (base / "maps").glob("*.roads")
    return found


def no_map(base: Path) -> None:
    road_file(base).unlink()


def a_cut_map(base: Path) -> None:
    data = road_file(base).read_bytes()
    road_file(base).write_bytes(data[: len(data) // 2])


def a_longer_map(base: Path) -> None:
    road_file(base).write_bytes(road_file(base).read_bytes() + b"more")


def a_flipped_map(base: Path) -> None:
    data = bytearray(road_file(base).read_bytes())
    data[-100] ^= 1
    road_file(base).write_bytes(data)


def another_map(base: Path) -> None:
    main([*init(base.parent, "other")[:-4], "--map", str(base.parent / "track.osm"),
          "--at", "10.01,45"])  # fmt: skip
    shutil.copy(road_file(base.parent / "other"), road_file(base))


def no_relief(base: Path) -> None:
    for path in (base / "maps").glob("*.relief.*"):
        path.unlink()


def half_a_relief(base: Path) -> None:
    next((base / "maps").glob("*.relief.json")).unlink()


def a_flipped_relief(base: Path) -> None:
    path = next((base / "maps").glob("*.relief.png"))
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def moved_corners(base: Path) -> None:
    path = next((base / "maps").glob("*.relief.json"))
    path.write_bytes(path.read_bytes().replace(b"4", b"5", 1))


MAPS = [no_map, a_cut_map, a_longer_map, a_flipped_map, another_map]
RELIEFS = [no_relief, half_a_relief, a_flipped_relief, moved_corners]


@pytest.mark.parametrize("spoil", [*MAPS, *RELIEFS], ids=lambda f: f.__name__)
def test_a_spoilt_map_or_relief_is_wrong_and_can_be_mended(
    base: Path, capsys: pytest.CaptureFixture[str], spoil: object
) -> None:
    """The scrub says what; the word that it names puts it right."""
    assert verify(base).whole, verify(base).problems
    spoil(base)  # type: ignore[operator]
    said = told(["verify", str(base)], capsys)
    assert ("The map" if spoil in MAPS else "The relief") in said
    assert "holdfast amend DIR --map FILE" in said
    if spoil is another_map:
        with open_node(base) as node:
            assert node.map is None, "another map is not served"
            assert "holds another map" in node.map_trouble
            assert "holds another map" in node.found_wrong[-1][1]
    heights = sorted(str(p) for p in base.parent.glob("*.hgt"))
    main(["amend", str(base), "--map", str(base.parent / "residential.osm"), "--heights", *heights])
    assert verify(base).whole, verify(base).problems
    with open_node(base) as node:
        assert node.map is not None
        assert node.relief is not None


def test_a_base_is_set_anew_by_its_founder(base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Name, zone, headcount and another map; the old word stays in the ledger."""
    main(["amend", str(base), "--name", "New", "--zone", "Europe/Rome", "--headcount", "12"])
    main(["amend", str(base), "--map", str(base.parent / "track.osm")])
    assert "New: zone Europe/Rome, headcount 12" in capsys.readouterr().out
    with open_node(base) as node:
        own = node.founding
        assert own is not None
        assert (own.name, own.zone, own.headcount) == ("New", "Europe/Rome", 12)
        assert node.map is not None
        assert node.store.count() == 3
    assert verify(base).whole, verify(base).problems


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ([], "Say what to set"),
        (["--zone", "Mars/Olympus"], "no time zone"),
        (["--headcount", "-1"], "headcount"),
        (["--name", "a\nb"], "printable"),
        (["--map", "/nowhere.osm"], "no file"),
    ],
)
def test_an_amendment_that_makes_no_sense_is_a_sentence(
    base: Path, capsys: pytest.CaptureFixture[str], more: list[str], says: str
) -> None:
    """And changes nothing."""
    before = content(base / "maps")
    assert says in told(["amend", str(base), *more], capsys)
    assert content(base / "maps") == before


def test_another_key_than_wrote_here_last_is_wrong(base: Path) -> None:
    """And so is a mark of the folder's place that nobody can read."""
    (base / "device.key").write_bytes(b"k" * 32)
    (base / "where.json").write_bytes(b"{")
    problems = " ".join(verify(base).problems)
    assert "The device key is not that of device" in problems
    assert "'where.json' cannot be understood" in problems


def test_the_room_finds_by_itself_what_a_disk_has_made_of_its_files(base: Path) -> None:
    """A flipped road file is an alarm while the room runs, with what to do, and it is gone when it
    is mended; the scrub is a process beside the room."""
    path = next((base / "maps").glob("*.roads"))
    whole = path.read_bytes()
    with open_node(base) as node:
        assert not node.scrubbed(scrubbing.told(asyncio.run(scrubbing.look(base))))
        a_flipped_map(base)
        assert node.scrubbed(scrubbing.told(asyncio.run(scrubbing.look(base))))
        [alarm] = [a for a in alarms(node.state, 1, None, node.found_wrong) if a.who == "Ledger"]
        assert (alarm.severity, alarm.what[:8]) == ("critical", "The map:")
        assert alarm.acts[0].href == "/devices#found"
        path.write_bytes(whole)
        assert node.scrubbed(scrubbing.told(asyncio.run(scrubbing.look(base))))
        assert node.found_wrong == []


def test_a_page_of_the_ledger_that_rots_while_the_room_runs_is_found(base: Path) -> None:
    """Beside the room that holds it open."""
    with open_node(base) as node:
        node.say_all([f.NoteLogged(words="x" * 3_000) for _ in range(200)])
    with open_node(base) as node:
        path = base / "ledger.sqlite"
        data = bytearray(path.read_bytes())
        at = data.rindex(b"x" * 1_000)
        data[at] ^= 1
        path.write_bytes(data)
        assert node.scrubbed(scrubbing.told(asyncio.run(scrubbing.look(base))))
        assert any("Entry" in words for _, words in node.found_wrong), node.found_wrong


def test_of_many_findings_the_first_are_told_and_the_rest_counted() -> None:
    """Nobody reads a thousand alarms."""
    many = scrubbing.told(scrubbing.Found([f"Thing {i}." for i in range(1_000)], 1_200))

    assert many[:5] == [f"Thing {i}." for i in range(5)]
    assert many[5:] == ["1195 more things are wrong on the disk. 'holdfast verify' names them all."]
