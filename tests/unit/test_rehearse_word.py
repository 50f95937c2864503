"""The word 'rehearse': a plan of the ledger played through, and swept over its assumptions."""

import json
from pathlib import Path

import pytest

from data.big_day import NOON, PLAN, big_day_facts
from holdfast.cli import main
from holdfast.node import open_node
from holdfast.rehearse.odds import Odds
from holdfast.workers.rehearsals import SWEPT, TIMES, assumptions


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """A base that has kept a plan of several options."""
    with open_node(tmp_path / "base", lambda: NOON, exercise=True) as node:
        node.say_all(big_day_facts())
    return tmp_path / "base"


def said(capsys: pytest.CaptureFixture[str], *words: object) -> list[str]:
    """What the word prints."""
    main([str(word) for word in words])
    return capsys.readouterr().out.splitlines()


def test_a_kept_plan_is_played_through(base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A row for each option that leaves the base, and which is best."""
    lines = said(capsys, "rehearse", base, PLAN, "--plays", 4_000)
    assert lines[0].startswith("EXERCISE")
    assert lines[1].split()[0] == "option"
    assert {line[0] for line in lines[2:5]} == {"A", "B", "C"}
    assert any("plays of each" in line for line in lines)
    (found,) = said(capsys, "rehearse", base, PLAN, "--plays", 4_000, "--json")
    assert set(json.loads(found)["ranking"]) >= {"A", "B", "C", "H"}


def test_a_sweep_is_the_same_in_processes(base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A line for every assumption, whoever works it out."""
    words = ("rehearse", base, PLAN, "--plays", 1_000, "--sweep")
    here = said(capsys, *words)
    assert len(here) == 2 + len(SWEPT) * len(TIMES)
    assert here[1].startswith("As assumed")
    beside = said(capsys, *words, "--workers", 2)
    assert sorted(beside) == sorted(here)


def test_nothing_is_said_by_it(base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The ledger is as it was."""
    with open_node(base, lambda: NOON) as node:
        before = [(said.stamp, said.fact) for said in node.recent]
    said(capsys, "rehearse", base, PLAN, "--plays", 1_000)
    with open_node(base, lambda: NOON) as node:
        assert [(said.stamp, said.fact) for said in node.recent] == before


@pytest.mark.parametrize(
    ("words", "sentence"),
    [(("nothing",), "No plan 'nothing'"), ((PLAN, "--plays", "1"), "Play 1,000 to")],
)
def test_what_cannot_be_rehearsed_is_a_sentence(
    base: Path, words: tuple[str, ...], sentence: str
) -> None:
    """Exit with one sentence."""
    with pytest.raises(SystemExit, match=sentence):
        main(["rehearse", str(base), *words])


def test_an_assumption_changes_one_figure() -> None:
    """And chances stay chances."""
    odds = Odds(p_around=0.75)
    for one in assumptions(odds)[1:]:
        changed = [n for n in Odds._fields if getattr(one.odds, n) != getattr(odds, n)]
        assert len(changed) == 1
        assert all(0 <= getattr(one.odds, n) <= 1 for n in Odds._fields if n.startswith("p_"))
