"""One play told step by step: when, who, what, and where on the map.

Law. A team's steps come in the order of time, each where it is then; what became of its people is
said at the end.
"""

from dataclasses import dataclass

from holdfast.base.geo import Place, along
from holdfast.base.grid import clock_words
from holdfast.rehearse import kernel
from holdfast.rehearse.odds import Odds
from holdfast.rehearse.plays import Plays, retell
from holdfast.rehearse.script import F64, NONE, Rows, Script
from holdfast.rehearse.staging import Scene, Staged
from holdfast.rehearse.tally import CONTINGENCIES
from holdfast.rehearse.writing import write

WORDS: dict[int, str] = {
    kernel.LEAVES: "leaves the gate",
    kernel.ARRIVES: "arrives at {site}",
    kernel.AT_HOME: "is home",
    kernel.TURNS: "turns back",
    kernel.LOADED: "has what it came for at {site}",
    kernel.APART: "leaves {n} of them at {site} to work there",
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
    kernel.CLOSED: "comes to {site} after it has closed, and goes on",
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
        headline: '1 dead: breakdown at 14:10, leaves the load behind at 15:02'.
    """

    number: int
    headline: str
    steps: tuple[Step, ...]


def story(scene: Scene, staged: Staged, odds: Odds, seed: int, number: int) -> Story:
    """A play of an option, played again and told."""
    script = write(staged.mission, odds)
    plays, lines = retell(script, odds, seed, number)
    told = [_step(staged, script, line) for line in lines]
    steps, struck = list[Step](), list[Step]()
    for t in range(len(staged.teams)):
        own = [step for step in told if step.team == t]
        own += _ends(staged, plays, t, own[-1] if own else None)
        steps += own + _harmed(plays, t, own)
        struck += own
    return Story(number, _headline(scene, _toll(plays.runs[0]), struck), tuple(steps))


def _ends(staged: Staged, plays: Plays, t: int, last: Step | None) -> list[Step]:
    """What else is said of a team: that it was fetched, or did not leave though it was to."""
    run, team = plays.runs[0, t], staged.mission.teams[t]
    if last is None:
        if team.when != "home" or team.bound is None:
            return []
        at_s = max(team.depart_s, float(plays.runs[0, team.bound]["end_s"]))
        words = "does not leave: those it waits for are not home and whole"
        return [Step(at_s, t, words, _gate(staged, t), True)]
    if int(run["state"]) != kernel.HOME or last.words == WORDS[kernel.AT_HOME]:
        return []
    at_s = max(last.at_s, float(run["end_s"]))
    return [Step(at_s, t, "is brought home by those who came for them", _end(staged, t), False)]


def _harmed(plays: Plays, t: int, own: list[Step]) -> list[Step]:
    """Who of a team was harmed, where its day ended; nothing if nobody was."""
    toll = _toll(plays.runs[0, t : t + 1])
    if not toll:
        return []
    return [Step(own[-1].at_s, t, toll, own[-1].place, True)]


def _toll(runs: Rows) -> str:
    """'1 dead, 2 carried', or nothing."""
    counts = (("dead", "dead"), ("stretcher", "carried"), ("walking", "walking wounded"))
    told = [(int(runs[name].sum()), words) for name, words in counts]
    return ", ".join(f"{n} {words}" for n, words in told if n)


def _gate(staged: Staged, t: int) -> Place | None:
    """Where a team's day begins."""
    line = next(iter(staged.teams[t].lines), ())
    return line[0] if line else None


def _end(staged: Staged, t: int) -> Place | None:
    """Where its day ends if all goes well: its base, wherever it began."""
    n = len(staged.mission.teams[t].legs)
    line = next((line for line in reversed(staged.teams[t].lines[:n]) if line), ())
    return line[-1] if line else None


def _step(staged: Staged, script: Script, line: F64) -> Step:
    """One line of the kernel's in words."""
    at_s, team, what, piece, done, detail = (float(x) for x in line)
    t, code, i = int(team), int(what), int(piece)
    site, place = _where(staged, script, t, i, done, code)
    words = WORDS.get(code, CONTINGENCIES.get(code, "")).format(site=site, n=round(detail))
    return Step(at_s, t, words, place, code > 0 and code != kernel.FALLBACK)


def _where(
    staged: Staged, script: Script, t: int, i: int, done: float, code: int
) -> tuple[str, Place | None]:
    """The name of the stop that a piece has to do with, and the place on the map."""
    shown, row = staged.teams[t], script.teams[t]
    if i == NONE:
        return "", _end(staged, t)
    if code == kernel.LEAVES:
        return "", _gate(staged, t)
    number = int(script.pieces[i]["stay"])
    if number != NONE:
        k = number - int(row["stop"])
        there = shown.stops[k].place
        return shown.stops[k].name, there or (shown.lines[k][-1] if shown.lines[k] else None)
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


def _headline(scene: Scene, toll: str, steps: list[Step]) -> str:
    """Who was harmed in all, and what struck, with its hour: the first few."""
    bad = sorted((s for s in steps if s.bad), key=lambda s: s.at_s)[:3]
    told = ", ".join(f"{s.words} at {clock_words(_ms(scene, s), scene.zone)}" for s in bad)
    return ": ".join(words for words in (toll, told) if words) or "nothing struck"


def _ms(scene: Scene, step: Step) -> int:
    return scene.began_ms + round(step.at_s * 1000)
