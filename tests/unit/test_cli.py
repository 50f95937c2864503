"""The command line: what goes wrong on purpose is one sentence and exit code 1."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from holdfast import cli
from holdfast.base.geo import distance_m, unpack_line
from holdfast.cli import joined, main, place_of
from holdfast.node import open_node

STREETS = (
    '<osm version="0.6">'
    '<node id="1" version="1" lat="36.9" lon="-116.80"/>'
    '<node id="2" version="1" lat="36.9" lon="-116.75"/>'
    '<node id="3" version="1" lat="36.92" lon="-116.775"/>'
    '<way id="1" version="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="residential"/></way>'
    '<way id="2" version="1"><nd ref="1"/><nd ref="3"/><nd ref="2"/>'
    '<tag k="highway" v="track"/></way></osm>'
)
SITE = "-116.755,36.9"


@pytest.fixture
def base(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A base west of Greenwich, founded by the word."""
    (tmp_path / "streets.osm").write_text(STREETS)
    main(init(tmp_path))
    capsys.readouterr()
    return tmp_path / "base"


def init(folder: Path, **other: str) -> list[str]:
    """The words that found a base there."""
    given = {"name": "Base", "map": str(folder / "streets.osm"), "at": "-116.795,36.9", **other}
    return ["init", str(folder / "base"), *(x for k, v in given.items() for x in (f"--{k}", v))]


def sentence(words: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """What a refused command says: one line on standard error, and exit code 1."""
    with pytest.raises(SystemExit) as stopped:
        main(words)
    assert isinstance(stopped.value.code, str)  # which Python prints, exiting with 1
    assert stopped.value.code.startswith("holdfast: ")
    assert "\n" not in stopped.value.code
    assert "Traceback" not in capsys.readouterr().err
    return stopped.value.code


def test_a_base_is_founded_and_says_what_its_map_holds(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Junctions and arcs are counted, and the next step is told."""
    (tmp_path / "streets.osm").write_text(STREETS)
    main(init(tmp_path))
    told = capsys.readouterr().out
    assert "Base is founded" in told
    assert "2 junctions and 4 arcs" in told
    assert f"holdfast serve {tmp_path / 'base'}" in told


def test_a_plan_is_told_by_the_clocks_of_the_base(
    base: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A table in the room's words, times with the zone's letter, ways, and what it rests on."""
    main(["plan", str(base), "--to", SITE, "--depart", "10:00"])
    told = capsys.readouterr().out
    head, home, first = told.splitlines()[:3]
    for word in ("Option", "Value", "All home", "Turn back", "Last light", "Load", "Way"):
        assert word in head
    assert home.startswith("H  stay")
    assert first.startswith("A  foot")
    assert first.index("10:00") + 5 == head.index("Leaves") + 6
    assert "1000U " in told  # the letter of UTC-8
    for role in ("out", "back", "fallback"):
        assert f"     {role}" in told
    assert "Nobody is on the books: two people of standard pace stand in" in told


def test_a_plan_as_json_holds_the_ways(base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each way leads from the base to the place or back."""
    main(["plan", str(base), "--to", SITE, "--depart", "10:00", "--json"])
    answer = json.loads(capsys.readouterr().out)
    assert [o["letter"] for o in answer["options"]][:2] == ["H", "A"]
    (task,) = answer["options"][1]["taskings"]
    for way in task["ways"]:
        line = unpack_line(way["line"])
        ends = [place_of("-116.795,36.9"), place_of(SITE)]
        for a, b in zip(
            (line[0], line[-1]), ends[:: 1 if way["role"] == "out" else -1], strict=True
        ):
            assert distance_m(a, b) < 3


def test_a_plan_says_nothing_in_the_ledger(base: Path) -> None:
    """Asking leaves the base as it was."""
    main(["plan", str(base), "--to", SITE, "--night"])
    with open_node(base) as node:
        assert node.store.count() == 1


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--to", "nowhere"], "No site 'nowhere'"),
        (["--to", "1,2,3"], "is no place"),
        (["--to", "x,y"], "is no place"),
        (["--to", "-200,10"], "longitude comes first"),
        (["--to", SITE, "--objective", "party"], "no objective 'party'"),
        (["--to", SITE, "--depart", "25:00"], "is no time of day"),
        (["--to", SITE, "--depart", "10:00+02:00"], "names a zone"),
    ],
)
def test_a_question_that_makes_no_sense_is_one_sentence(
    base: Path, capsys: pytest.CaptureFixture[str], words: list[str], says: str
) -> None:
    """What was wrong with it."""
    assert says in sentence(["plan", str(base), *words], capsys)


@pytest.mark.parametrize(
    ("other", "says"),
    [
        ({"map": "/nowhere.osm"}, "no file"),
        ({"at": "here"}, "is no place"),
        ({"at": "36.9,-116.795"}, "is no place on the earth"),
        ({"at": "nan,1"}, "is no place on the earth"),
        ({"at": "10,50"}, "outside this map"),
        ({"name": "  "}, "name of 1 to 120"),
        ({"headcount": "-1"}, "headcount"),
    ],
)
def test_a_founding_that_makes_no_sense_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], other: dict[str, str], says: str
) -> None:
    """And nothing is left behind."""
    (tmp_path / "streets.osm").write_text(STREETS)
    assert says in sentence(init(tmp_path, **other), capsys)
    assert not (tmp_path / "base").exists()


@pytest.mark.parametrize("word", ["serve", "plan", "verify"])
def test_a_folder_without_a_base_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], word: str
) -> None:
    """It says how to found one, and makes none."""
    more = ["--to", SITE] if word == "plan" else []
    assert "holds no base" in sentence([word, str(tmp_path / "none"), *more], capsys)
    assert not (tmp_path / "none").exists()


def test_a_base_that_is_open_elsewhere_is_one_sentence(
    base: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One process at a time."""
    with open_node(base):
        told = sentence(["plan", str(base), "--to", SITE], capsys)
    assert "open in another Holdfast" in told


def test_ctrl_c_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No traceback."""

    def stop(_asked: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "verify", stop)
    assert sentence(["verify", str(tmp_path)], capsys) == "holdfast: stopped."


def test_a_place_west_of_greenwich_is_no_option() -> None:
    """'--at -116.7,36.9' is joined; other words are left alone."""
    words = ["init", "d", "--at", "-116.7,36.9", "--name", "-1", "--to", "--json"]
    assert joined(words) == ["init", "d", "--at=-116.7,36.9", "--name", "-1", "--to", "--json"]


def test_a_word_that_nobody_understands_exits_with_2() -> None:
    """In a process of its own, as a shell sees it."""
    run = [sys.executable, "-m", "holdfast"]
    assert subprocess.run([*run, "fly"], capture_output=True, check=False).returncode == 2
    none = subprocess.run([*run, "verify", "/nowhere"], capture_output=True, text=True, check=False)
    assert none.returncode == 1
    assert none.stderr.startswith("holdfast: ")
    assert none.stderr.count("\n") == 1


def test_the_command_line_opens_without_what_it_may_never_need() -> None:
    """Numba, SciPy, Shapely and osmium wait until a plan or a map asks for them."""
    code = (
        "import sys, holdfast.cli, holdfast.node, holdfast.web.serve\n"
        "heavy = {'numba', 'scipy', 'shapely', 'osmium', 'PIL'} & set(sys.modules)\n"
        "sys.exit(', '.join(sorted(heavy)) or 0)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (0, "")
