"""Measuring on instances: scores are walked again, failures named, nothing measured is lost."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from holdfast.base.errors import Damaged, Refused, Unavailable
from holdfast.bench import orienteer
from holdfast.bench.options import Options
from holdfast.bench.optw import bench_optw
from holdfast.bench.orienteer import Instance, best_known, figures, judge, measure, walked
from holdfast.bench.top import bench_top
from holdfast.formats.orienteering import Orienteering, read_chao, read_toptw
from holdfast.plan.rounds.question import Rounds, Routes

LINE = b"n 5\nm 2\ntmax %s\n0 0 0\n1 0 4\n2 0 6\n9 9 8\n3 0 0\n"
"""Two points on the way from start to end, and one far off."""

WINDOWS = b"4 10 2 1\n0 200\n0 0 0 0 0 0 0 100\n1 10 0 5 3 1 1 1 30 40\n2 20 0 5 4 1 1 1 0 50\n"


def line(tmax: str = "3") -> Orienteering:
    """The instance with that limit."""
    return read_chao(LINE % tmax.encode())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three instances, one of which nothing is known about, and a file that is none."""
    for name, tmax in (("b", "3"), ("a", "3"), ("c", "2")):
        (tmp_path / f"{name}.txt").write_bytes(LINE % tmax.encode())
    (tmp_path / "README.txt").write_text("Points.")
    (tmp_path / "bks.csv").write_text("instance,bks,source\na,10,x\nc,0,x\n")
    return tmp_path


def asked(folder: Path, **more: object) -> Options:
    """The words for that folder, with little time."""
    return Options(source=folder, known=folder / "bks.csv", seconds=0.02, **more)  # type: ignore[arg-type]


def test_a_folder_is_measured_by_name_and_what_is_unknown_is_named(folder: Path) -> None:
    """Means are over the instances whose best score is known."""
    told = bench_top(asked(folder))
    assert [row["name"] for row in told["instances"]] == ["a", "b", "c"]
    assert [row["score"] for row in told["instances"]] == [10, 10, 0]
    assert (told["mean_gap_pct"], told["max_gap_pct"], told["at_bks"], told["n"]) == (0, 0, 2, 2)
    assert told["unknown"] == ["b"]
    assert list(told["unread"]) == ["README.txt"]
    assert told["failed"] == {}
    json.dumps(told)


def test_better_than_the_best_known_is_shown_as_it_is(folder: Path) -> None:
    """A gap below zero is no mistake to be hidden."""
    (folder / "bks.csv").write_text("bks,instance\n8,a\n20,b\n")
    told = bench_top(asked(folder))
    assert [row["gap_pct"] for row in told["instances"]] == [-25.0, 50.0, None]
    assert (told["mean_gap_pct"], told["max_gap_pct"], told["at_bks"]) == (12.5, 50.0, 1)


def test_the_solutions_written_can_be_walked_by_anyone(folder: Path) -> None:
    """Points of the file from start to end, and no route for a team that stays."""
    bench_top(asked(folder, out=folder / "out.json"))
    routes = json.loads((folder / "out.json").read_text())
    assert routes == {"a": [[0, 1, 2, 4]], "b": [[0, 1, 2, 4]], "c": []}


def test_windows_are_measured_with_the_same_words(tmp_path: Path) -> None:
    """Both points in time: 2 first, as 1 opens late."""
    (tmp_path / "c101.txt").write_bytes(WINDOWS)
    (tmp_path / "bks.csv").write_text("instance,optimum_one_team\nc101,7\n")
    told = bench_optw(asked(tmp_path))
    assert (told["mean_gap_pct"], told["at_bks"], told["n"]) == (0, 1, 1)


def test_cordeaus_distances_have_two_decimals_and_solomons_one(tmp_path: Path) -> None:
    """A limit of 4 that only the coarser distances keep: 1.5 there and back and a stay of 1."""
    near = b"4 10 1 1\n0 200\n0 0 0 0 0 0 0 4\n1 1 1.2 1 3 0 0 0 9\n"
    for name in ("c101", "pr01"):
        (tmp_path / f"{name}.txt").write_bytes(near)
    (tmp_path / "bks.csv").write_text("instance,bks\nc101,3\npr01,3\n")
    scores = {row["name"]: row["score"] for row in bench_optw(asked(tmp_path))["instances"]}
    assert scores == {"c101": 3, "pr01": 0}


@pytest.mark.parametrize(
    ("routes", "says"),
    [
        ([[0, 3, 4]], "over the limit of 3"),
        ([[0, 1, 4], [0, 1, 4]], "visited twice"),
        ([[0, 1, 2, 1, 4]], "visited twice"),
        ([[0, 1, 4], [0, 2, 4], [0, 4]], "3 routes for 2 teams"),
        ([[0, 1]], "from the start to the end"),
    ],
)
def test_a_route_that_cheats_is_named(routes: list[list[int]], says: str) -> None:
    """Whatever an engine claims."""
    assert any(says in fault for fault in judge(line(), routes)[1])


def test_time_is_told_with_waits_and_stays() -> None:
    """1 opens at 30 and is left at 35, so that 2 is reached at 45; the other way 1 is too late."""
    read = read_toptw(WINDOWS, decimals=1)
    assert judge(read, [[0, 1, 2, 0]]) == (7.0, [])
    closing = read_toptw(WINDOWS.replace(b"0 50\n", b"0 44\n"), decimals=1)
    assert "comes to point 2 at 45.000" in judge(closing, [[0, 1, 2, 0]])[1][0]
    early = read_toptw(WINDOWS.replace(b"0 100", b"0 69"), decimals=1)
    assert "ends at 70" in judge(early, [[0, 1, 2, 0]])[1][0]


def test_a_team_that_stays_has_no_route() -> None:
    """Even where the end itself is out of reach."""
    assert walked(line("1"), ((), ())) == []
    assert judge(line("1"), []) == (0.0, [])


def engine(routes: Routes) -> orienteer.Engine:
    """One that always says the same."""
    return lambda _asked, _cpu_s, _seed: (routes, 1)


def test_an_engine_that_breaks_the_limit_fails_there() -> None:
    """Its instance counts as a score of 0, and is named with what was wrong."""
    one = Instance("one", line(), 10.0)
    beside = {"numpy": engine(((2,), (0,)))}
    measured, stopped = measure([one], beside, cpu_s=0.02, seed=1)
    told = figures(measured, stopped, cpu_s=0.02, seed=1)
    assert told["failed"] == {}
    assert told["with"]["numpy"]["mean_gap_pct"] == 100.0
    assert "over the limit" in told["with"]["numpy"]["failed"]["one"][0]


def stopping_at(instance: int) -> Callable[[Rounds, float, int], tuple[Routes, int]]:
    """An engine during whose answer to that instance someone types Ctrl-C."""
    asked_for = []

    def answer(asked: Rounds, _cpu_s: float, _seed: int) -> tuple[Routes, int]:
        asked_for.append(asked)
        if len(asked_for) == instance:
            raise KeyboardInterrupt
        return ((),) * asked.m, 0

    return answer


def test_what_was_measured_before_it_was_stopped_is_shown() -> None:
    """The first instance whole, and nothing half of the second."""
    instances = [Instance(name, line(), 10.0) for name in ("one", "two", "three")]
    measured, stopped = measure(instances, {"numpy": stopping_at(2)}, cpu_s=0.02, seed=1)
    told = figures(measured, stopped, cpu_s=0.02, seed=1)
    assert told["stopped"]
    assert [row["name"] for row in told["instances"]] == ["one"]
    assert told["with"]["numpy"]["n"] == told["n"] == 1


def test_a_table_that_is_none_is_damaged(tmp_path: Path) -> None:
    """One sentence each."""
    table = tmp_path / "bks.csv"
    for data, says in (
        (b"\xff\xfe", "no table"), (b"", "needs the columns"), (b"a,b\n1,2\n", "needs the columns"),
        (b"instance,bks\nx,many\n", "no number"),
    ):  # fmt: skip
        table.write_bytes(data)
        with pytest.raises(Damaged, match=says):
            best_known(table)
    with pytest.raises(Unavailable, match="cannot be read"):
        best_known(tmp_path / "none.csv")


def test_a_folder_without_instances_is_refused(tmp_path: Path) -> None:
    """And so are words that name none."""
    for options in (Options(), Options(source=tmp_path), Options(source=tmp_path / "none")):
        with pytest.raises(Refused):
            bench_top(options)
    (tmp_path / "a.txt").write_text("n 3")
    with pytest.raises(Refused, match="no instance"):
        bench_top(Options(source=tmp_path))
