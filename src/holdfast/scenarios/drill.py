"""Drills by name: set the stage, play the script, say what the room failed to hold."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from holdfast.base.errors import Refused
from holdfast.scenarios.client import Answer, Client
from holdfast.scenarios.play import Check, Play, Stopped, Tell
from holdfast.scenarios.stage import Progress, Spot, fresh_base, served_beside
from holdfast.scenarios.supply_run import AT, HEADCOUNT, NAME, supply_run
from holdfast.scenarios.supply_world import START_MS


@dataclass(frozen=True, slots=True)
class Scenario:
    """One drill: its script, and the base and time at which it begins."""

    script: Callable[[Play, dict[str, Spot]], None]
    name: str
    at: str
    start_ms: int
    headcount: int


SCENARIOS = {"supply-run": Scenario(supply_run, NAME, AT, START_MS, HEADCOUNT)}


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a drill."""

    drill: str
    checks: tuple[Check, ...]
    took_s: float
    trouble: str

    @property
    def passed(self) -> bool:
        """Whether it ran to its end and every check held."""
        return not self.trouble and all(c.passed for c in self.checks)

    def shown(self) -> dict[str, object]:
        """For JSON."""
        return {
            "exercise": True,
            "drill": self.drill,
            "passed": self.passed,
            "checks": [
                {"name": c.name, "passed": c.passed} | ({} if c.passed else {"found": c.found})
                for c in self.checks
            ],
            "failed": [c.name for c in self.checks if not c.passed],
            "trouble": self.trouble,
            "took_s": round(self.took_s, 1),
        }


def scenario(name: str) -> Scenario:
    """The drill of this name.

    Raises:
        Refused: there is none.
    """
    if name not in SCENARIOS:
        raise Refused(f"There is no drill '{name}'; there is {', '.join(sorted(SCENARIOS))}.")
    return SCENARIOS[name]


def drill(name: str, speed: float | None, tell: Tell, progress: Progress) -> Result:
    """Play a drill against a fresh node, through the public HTTP interface.

    Args:
        speed: exercise seconds a second; None as fast as it can.
        tell: told each line of the story.
    """
    chosen = scenario(name)
    began = time.monotonic()
    with (
        fresh_base(chosen.name, chosen.at, chosen.start_ms, chosen.headcount, progress) as stage,
        served_beside(stage[0]) as address,
    ):
        play = Play(Client(address), stage[1].zone, speed, tell=tell)
        trouble = play_out(chosen, play, stage[1].places)
    return Result(name, tuple(play.checks), time.monotonic() - began, trouble)


def play_out(chosen: Scenario, play: Play, places: dict[str, Spot]) -> str:
    """Play a script to its end; in words what stopped it, empty when nothing did."""
    try:
        chosen.script(play, places)
    except Stopped:
        return "stopped"
    except Answer as answer:
        return f"the room refused: {answer.sentence}"
    except (KeyError, IndexError, StopIteration) as exc:
        return f"the room's answer lacks {exc}"
    except OSError as exc:
        return f"the room could not be reached: {exc}"
    return ""
