"""The drill: day B through the public interface, and what happens when a room does not hold it."""

import dataclasses
import json
from typing import Any

import pytest

from holdfast import cli
from holdfast.scenarios import drill as drills
from holdfast.scenarios.drill import SCENARIOS, drill
from holdfast.scenarios.play import Play
from holdfast.scenarios.stage import Spot
from holdfast.scenarios.supply_plan import overriding


def quiet(*_words: object) -> None:
    """Nobody watches."""


def test_the_supply_run_goes_from_a_rumour_to_the_account() -> None:
    """Every check of day B holds in a fresh room, played as fast as it goes."""
    result = drill("supply-run", None, quiet, quiet)

    assert result.trouble == ""
    assert [c.name for c in result.checks if not c.passed] == []
    assert len(result.checks) >= 48


def test_a_choice_against_the_rehearsal_says_why() -> None:
    """What the rehearsal puts first is taken, or the day's lines tell why not, with the price."""
    lines: list[str] = []
    drill("supply-run", None, lines.append, quiet)
    ranked = next(line for line in lines if "Rehearsed 20,000 times: " in line)
    first = ranked.partition("times: ")[2][0]
    taken = next(line for line in lines if " it is: KESTREL 1" in line).partition("Option ")[2][0]
    why = [line for line in lines if f"the rehearsal puts {first} first" in line]
    assert taken == first or (why and f"{taken} keeps" in why[0])


def test_the_price_of_an_override_is_the_rehearsal_s_own() -> None:
    """Against another option and against staying home; none where the first is taken."""
    tallies = [
        {"letter": "A", "kept": {"mean": 65.0}, "unharmed": {"mean": 0.977}},
        {"letter": "D", "kept": {"mean": 47.2}, "unharmed": {"mean": 0.961}},
    ]
    told = overriding("D", {"ranking": ["A", "H"], "tallies": tallies})
    assert "puts A first. D keeps 18 person-days less" in told
    assert "on 39 days in 1,000, not 23" in told
    home = overriding("D", {"ranking": ["H"], "tallies": tallies})
    assert "puts H first. D keeps 47 person-days more" in home
    assert "on 39 days in 1,000, not 0" in home
    assert "override" not in overriding("A", {"ranking": ["A", "H"], "tallies": tallies})


def test_a_drill_says_that_it_is_an_exercise_in_every_line(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """What the command prints is marked, the JSON too."""
    cli.main(["drill", "supply-run", "--json"])
    out, err = capsys.readouterr()

    assert json.loads(out)["exercise"] is True
    assert json.loads(out)["passed"] is True
    lines = [line for line in err.splitlines() if line and "%" not in line]
    assert lines
    assert all(line.startswith("EXERCISE") for line in lines)


def test_a_room_that_fails_a_check_is_named_and_the_exit_is_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A script whose expectation is not met ends with the check's name and exit code 1."""

    def script(play: Play, _places: dict[str, Spot]) -> None:
        play.check("the moon is at the gate", False, "it is not")

    broken = dataclasses.replace(SCENARIOS["supply-run"], script=script)
    monkeypatch.setitem(drills.SCENARIOS, "supply-run", broken)

    with pytest.raises(SystemExit) as stopped:
        cli.main(["drill", "supply-run", "--json"])

    assert "the moon is at the gate" in str(stopped.value)
    assert json.loads(capsys.readouterr().out)["failed"] == ["the moon is at the gate"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["drill", "no-such-day"], "There is no drill 'no-such-day'"),
        (["drill", "supply-run", "--speed", "0"], "The speed must lie above 0"),
        (["drill", "supply-run", "--speed", "nan"], "The speed must lie above 0"),
    ],
)
def test_a_drill_that_cannot_be_played_is_a_sentence(words: list[str], sentence: str) -> None:
    """A wrong name or speed is refused before anything is set up."""
    with pytest.raises(SystemExit) as stopped:
        cli.main(words)

    assert sentence in str(stopped.value)


def test_a_refusal_in_the_middle_is_trouble_and_not_a_pass(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A room that refuses a fact ends the drill with its sentence."""

    def script(play: Play, _places: dict[str, Spot]) -> None:
        play.say({"kind": "departed", "run": "nobody", "crew": ["leila"]})

    broken: Any = dataclasses.replace(SCENARIOS["supply-run"], script=script)
    monkeypatch.setitem(drills.SCENARIOS, "supply-run", broken)

    result = drill("supply-run", None, quiet, quiet)

    assert not result.passed
    assert "No run 'nobody' is known here" in result.trouble
