"""What may be asked of a benchmark, and that the command line asks it."""

import json
from pathlib import Path

import pytest

from holdfast import bench
from holdfast.base.errors import Refused
from holdfast.bench.options import Options
from holdfast.cli import main


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ({"seconds": 0.0}, "seconds must lie"),
        ({"seconds": float("nan")}, "seconds must lie"),
        ({"n_pairs": 0}, "pairs must lie"),
        ({"seed": -1}, "seed must lie"),
        ({"tolerance": 1.0}, "tolerance must"),
        ({"n_table": -1}, "table must lie"),
        ({"out": Path("/none/at/all.json")}, "no folder"),
    ],
)
def test_what_makes_no_sense_is_refused(words: dict[str, object], says: str) -> None:
    """A sentence, before anything is measured."""
    with pytest.raises(Refused, match=says):
        Options(**words)  # type: ignore[arg-type]


def test_the_words_of_the_command_line_become_what_is_asked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Every option reaches the benchmark; its figures come out as JSON with the machine's."""
    heard: list[Options] = []

    def measure(asked: Options) -> dict[str, int]:
        heard.append(asked)
        return {"figure": 7}

    monkeypatch.setitem(bench.BENCHES, "top", measure)  # type: ignore[arg-type]
    out = tmp_path / "out.json"
    main(
        f"bench top here --bks best.csv --seconds 2 --out {out} --with pyvrp,ortools --seed 3"
        " --noise --pairs 9 --tolerance 0.01 --table 40 --json".split()
    )
    assert heard == [
        Options(
            source=Path("here"), known=Path("best.csv"), out=out, beside=("pyvrp", "ortools"),
            seconds=2.0, seed=3, noise=True, n_pairs=9, tolerance=0.01, n_table=40,
        )
    ]  # fmt: skip
    told = json.loads(capsys.readouterr().out)
    assert (told["bench"], told["figure"]) == ("top", 7)
    assert told["machine"]["cores"] >= 1


def test_ways_needs_a_map() -> None:
    """A sentence says so."""
    with pytest.raises(Refused, match="needs a map file"):
        bench.run("ways", Options())
