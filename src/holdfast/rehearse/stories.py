"""One play told step by step: when, who, what, and where on the map."""

from dataclasses import dataclass

from holdfast.base.geo import Place, along
from holdfast.base.grid import clock_words
from holdfast.rehearse import kernel
from holdfast.rehearse.odds import Odds
from holdfast.rehearse.plays import retell
from holdfast.rehearse.script import F64, NONE, Script
from holdfast.rehearse.staging import Scene, Staged
from holdfast.rehearse.tally import CONTINGENCIES
from holdfast.rehearse.writing import write

WORDS: dict[int, str] = {
    kernel.LEAVES: "leaves the gate",
    kernel.ARRIVES: "arrives at {site}",
    kernel.AT_HOME: "is home",
    kernel.TURNS: "turns back",
    kernel.LOADED: "has what it came for at {site}",
    kernel.APART: "leaves {n} people at {site} to work there",
    kernel.MEETS: "is together again at {site}",
    kernel.CONTACT: "contact",
    kernel.AVOIDED: "sees them first and waits until they are gone",
    kernel.BROKEN_OFF: "breaks the contact off",
    kernel.CUT_OFF: "the way ahead is cut",
    kernel.THROUGH: "gets through under attack",
    kernel.HARM: "{n} hurt",
    kernel.BREAKDOWN: "breaks down",
    kernel.VEHICLE_LOST: "the vehicle is lost: on foot from here",
    kernel.BLOCKED: "the road is blocked",
    kernel.WAY_CUT: "no way round",
    kernel.EMPTY: "{site} is empty",
    kernel.TOO_LATE: "is past the turn-round time at {site}: home from here",
    kernel.CUT_SHORT: "has to leave {site} early, by the turn-round time",
    kernel.LOAD_LEFT: "leaves the load behind",
    kernel.STUCK: "cannot move any more",
    kernel.FALLBACK: "takes the fallback way home from {site}",
    kernel.WAITED: "waits for those who stayed apart",
    kernel.SPRAIN: "somebody is hurt by the ground, and walks on slowly",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a story.

    Attributes:
        at_s: seconds after the scene's beginning. team: its number. bad: whether something struck.
    """

    at_s: float
    team: int
    words: str
    place: Place | None
    bad: bool


@dataclass(frozen=True, slots=True)
class Story:
    """One play.

    Attributes:
        headline: 'breakdown at 14:10, load left behind at 15:02'.
    """

    number: int
    headline: str
    steps: tuple[Step, ...]


def story(scene: Scene, staged: Staged, odds: Odds, seed: int, number: int) -> Story:
    """A play of an option, played again and told."""
    script = write(staged.mission, odds)
    _, lines = retell(script, odds, seed, number)
    steps = tuple(_step(staged, script, line) for line in lines)
    return Story(number, _headline(scene, steps), steps)


def _step(staged: Staged, script: Script, line: F64) -> Step:
    """One line of the kernel's in words."""
    at_s, team, what, piece, done, detail = (float(x) for x in line)
    t, code, i = int(team), int(what), int(piece)
    site, place = _where(staged, script, t, i, done)
    words = WORDS.get(code, CONTINGENCIES.get(code, "")).format(site=site, n=round(detail))
    return Step(at_s, t, words, place, code > 0 and code != kernel.FALLBACK)


def _where(staged: Staged, script: Script, t: int, i: int, done: float) -> tuple[str, Place | None]:
    """The name of the stop that a piece has to do with, and the place on the map."""
    shown, row = staged.teams[t], script.teams[t]
    if i == NONE:
        return "", shown.lines[0][0] if shown.lines and shown.lines[0] else None
    number = int(script.pieces[i]["stay"])
    if number != NONE:
        stop = shown.stops[number - int(row["stop"])]
        return stop.name, stop.place
    first = int(script.pieces[i]["leg"])
    back = [k for k in range(len(shown.stops))
            if int(script.stops[int(row["stop"]) + k]["back"]) == first]  # fmt: skip
    if back:
        line, site = shown.lines[len(shown.stops) + 1 + back[0]], shown.stops[back[0]].name
        pieces = int(script.stops[int(row["stop"]) + back[0]]["back_end"]) - first
    else:
        began = int(script.pieces[i]["leg_stop"])
        k = 0 if began == NONE else began - int(row["stop"]) + 1
        line, site = shown.lines[k], shown.stops[k].name if k < len(shown.stops) else ""
        pieces = len(staged.mission.teams[t].legs[k])
    if len(line) < 2:
        return site, line[0] if line else None
    return site, along(line, (i - first + min(1.0, max(0.0, done))) / max(1, pieces))[0]


def _headline(scene: Scene, steps: tuple[Step, ...]) -> str:
    """What struck, with its hour: the first few."""
    bad = [s for s in steps if s.bad][:3]
    told = [f"{s.words} at {clock_words(_ms(scene, s), scene.zone)}" for s in bad]
    return ", ".join(told) or "nothing struck"


def _ms(scene: Scene, step: Step) -> int:
    return scene.began_ms + round(step.at_s * 1000)
