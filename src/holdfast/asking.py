"""Asking the planner once from the command line, about a place; nothing is said in the ledger."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from time import monotonic
from typing import Any, get_args

import msgspec

from holdfast import facts as f
from holdfast.base.errors import Refused
from holdfast.base.geo import Place
from holdfast.base.grid import clock_words, dtg, local
from holdfast.facts.said import on_trial
from holdfast.facts.words import Objective
from holdfast.founding import must_be_on_map
from holdfast.know.bases import own_base
from holdfast.know.fold import fold
from holdfast.know.state import State, scratch
from holdfast.node import Node
from holdfast.plan.ground import Ground
from holdfast.plan.journeys.sought import Left
from holdfast.plan.offer.offer import MOST_TRIES, in_tries, offer
from holdfast.plan.question.pose import pose

PLAN, SITE = "asked", "asked-place"
STAND_IN_CREW = 2


@dataclass(frozen=True, slots=True)
class Limits:
    """What the commander allows.

    Attributes:
        night: being out after last light. home_by: 'HH:MM' on the base's clocks.
        most, most_in_all: expected harmful contacts of one team, of all together.
        stays: persons who stay. modes: no others. must: sites; places by themselves always are.
        teams: out at once.
    """

    night: bool = False
    home_by: str = ""
    most: float | None = None
    most_in_all: float | None = None
    stays: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    must: tuple[str, ...] = ()
    teams: int | None = None


def ask_once(
    node: Node,
    to: Sequence[Place | str],
    objective: str,
    depart: str,
    limits: Limits,
    progress: Callable[[str, float], None],
    seconds: float | None = None,
) -> f.PlanOffered:
    """Options for runs to places or sites, by a budget in tries or in seconds.

    Where nobody is on the books yet, two people of standard pace stand in, so that a new map can
    be tried; the answer says so.

    Raises:
        Refused: the base, site, time or objective is no good.
    """
    base = base_of(node)
    if objective not in get_args(Objective):
        raise Refused(f"There is no objective '{objective}': {', '.join(get_args(Objective))}.")
    if node.map is None:
        raise Refused(node.map_trouble or "This base has no map to plan on.")
    for place in (p for p in to if isinstance(p, Place)):
        must_be_on_map(node.map.bounds, place)
    now_ms = node.clock()
    state, stood_in = _with_stand_ins(node.state, base.base, to, now_ms)
    leaves_ms = depart_ms(depart, now_ms, base.zone)
    # Of a place by itself nothing is known: who names it wants to go there.
    must = (*limits.must, *(_key(i, to[i]) for i in range(len(to)) if isinstance(to[i], Place)))
    asked = _question(
        plan=PLAN,
        base=base.base,
        objective=objective,
        sites=tuple(_key(i, where) for i, where in enumerate(to)),
        depart_ms=leaves_ms,
        night=limits.night,
        home_by_ms=depart_ms(limits.home_by, leaves_ms, base.zone) if limits.home_by else None,
        greatest_hazard=limits.most,
        greatest_overall=limits.most_in_all,
        stays=limits.stays,
        modes=limits.modes,
        wants=tuple({"site": site, "must": True} for site in dict.fromkeys(must)),
        teams=limits.teams,
    )
    problem = pose(state, asked, now_ms)
    progress("Reading the roads", 0.0)
    answer = offer(
        problem,
        Ground(node.map.roads),
        lambda news: progress(news.step, news.part),
        in_tries(MOST_TRIES) if seconds is None else in_seconds(seconds),
    )
    if not stood_in:
        return answer
    words = "Nobody is on the books: two people of standard pace stand in"
    return msgspec.structs.replace(answer, infeasible=(words, *answer.infeasible))


def _question(**said: object) -> f.PlanAsked:
    """The question, each field looked at as if it came over the wire.

    Raises:
        Refused: one makes no sense, as a mode that there is not.
    """
    try:
        return msgspec.convert(said, f.PlanAsked)
    except msgspec.ValidationError as exc:
        raise Refused(f"The question makes no sense: {exc}.") from exc


def in_seconds(seconds: float) -> Left:
    """A budget of so many seconds from now on."""
    began = monotonic()
    return lambda _tries: 1 - (monotonic() - began) / seconds


def _key(i: int, where: Place | str) -> str:
    """The site's id; for a place, one made for it."""
    return where if isinstance(where, str) else SITE if i == 0 else f"{SITE}-{i + 1}"


def base_of(node: Node) -> f.BaseFounded:
    """The base that a folder holds.

    Raises:
        Refused: it holds none.
    """
    base = own_base(node.state)
    if base is None:
        raise Refused("There is no base in this folder yet: found one with 'holdfast init'.")
    return base


def depart_ms(text: str, now_ms: int, zone: str) -> int:
    """'HH:MM' on the base's clocks, the next time it comes; now where nothing is said.

    Where clocks go back it comes twice; where they go ahead it may be left out, and is refused.
    """
    if not text:
        return now_ms
    try:
        wanted = time.fromisoformat(text)
    except ValueError as exc:
        raise Refused(f"'{text}' is no time of day; write it as 07:30.") from exc
    if wanted.tzinfo is not None:
        raise Refused(f"'{text}' names a zone; give a time of day on the base's clocks, as 07:30.")
    now = local(now_ms, zone)
    for day in (now.date(), now.date() + timedelta(days=1)):
        at = datetime.combine(day, wanted, now.tzinfo)
        moments = [round(at.replace(fold=fold).timestamp() * 1000) for fold in (0, 1)]
        if (shown := local(moments[0], zone)).replace(tzinfo=None) != at.replace(tzinfo=None):
            if at.replace(tzinfo=None) < now.replace(tzinfo=None):
                continue
            raise Refused(
                f"There is no {text} on {day}: clocks go ahead then. Write {shown:%H:%M} for it."
            )
        coming = [ms for ms in moments if ms >= now_ms // 1000 * 1000]
        if coming:
            return coming[0]
    raise Refused(f"'{text}' does not come by tomorrow on the base's clocks.")


def _with_stand_ins(
    state: State, base: str, to: Sequence[Place | str], now_ms: int
) -> tuple[State, bool]:
    """What is believed, with the place asked for as a site, and people where there are none."""
    facts: list[f.Fact] = []
    for i, place in enumerate(to):
        if isinstance(place, Place):
            name = "the place asked for" if len(to) == 1 else f"place {i + 1}"
            at = f.Point(*place)
            facts.append(f.SiteNoted(site=_key(i, place), name=name, at=at, what="other"))
    stood_in = not state.people
    if stood_in:
        facts += [
            f.PersonRegistered(
                person=f"stand-in-{i + 1}",
                name=f"Stand-in {i + 1}",
                base=base,
                skills=("lead", "driver"),
            )
            for i in range(STAND_IN_CREW)
        ]
    tried = scratch(state) if facts else state
    for i, fact in enumerate(facts):
        fold(tried, on_trial(fact, now_ms, i=i))
    return tried, stood_in


def shown(answer: f.PlanOffered) -> dict[str, Any]:
    """The answer as plain values, for JSON."""
    plain: dict[str, Any] = msgspec.to_builtins(answer)
    return plain


def told(answer: f.PlanOffered, node: Node) -> str:
    """The answer as a person reads it: a table, then each option, then what cannot be done."""
    base = base_of(node)
    rows = [HEADS, *(_row(option, base.zone) for option in answer.options)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(HEADS))]
    lines = ["  ".join(_cell(i, row[i], widths[i]) for i in range(len(HEADS))).rstrip()
             for row in rows]  # fmt: skip
    lines += ["", *_times_words(answer, base.zone), ""]
    for option in answer.options:
        lines += _option_words(option, base.zone)
    if answer.infeasible:
        lines += [
            "",
            "What cannot be done, and why",
            *(f"  {words}" for words in answer.infeasible),
        ]
    return "\n".join(lines)


HEADS = ("Option", "Value", "All home", "Crew", "Leaves", "Turn back", "Home", "Last light", "Load",
         "Way")  # fmt: skip
"""The columns, in the room's words."""
LEFT = {0}
"""Columns that are written from the left."""


def _cell(i: int, words: str, width: int) -> str:
    return words.ljust(width) if i in LEFT else words.rjust(width)


def _row(option: f.Offered, zone: str) -> tuple[str, ...]:
    """One option as a line of the table."""
    if not option.taskings:
        return (f"{option.letter}  stay", "0", "100 %", "", "", "", "", "", "", "")
    tasks = option.taskings
    metres = sum(way.length_m for t in tasks for way in t.ways if way.role != "fallback")
    turns = {t.turn_ms for t in tasks}
    times = (
        min(t.depart_ms for t in tasks),
        min(turns) if len(turns) == 1 else None,
        max(t.home_ms for t in tasks),
        tasks[0].dark_ms,
    )
    return (
        f"{option.letter}  {' + '.join(t.mode for t in tasks)}",
        f"{option.value:,.1f}",
        f"{min(option.p_home, 0.9999):.2%}".replace("%", " %"),
        str(sum(len(t.crew) for t in tasks)),
        *(clock_words(ms, zone) for ms in times),
        f"{sum(t.load_kg for t in tasks):,.0f} kg",
        f"{metres / 1000:,.1f} km",
    )  # fmt: skip


def _times_words(answer: f.PlanOffered, zone: str) -> list[str]:
    """Which clock the times are by, and what the figures mean."""
    marks = [t.depart_ms for o in answer.options for t in o.taskings]
    by = [f"Times by the base's clocks; leaving at {dtg(marks[0], zone)}."] if marks else []
    return [
        *by,
        "Value: person-days of need met, expected over whether it is there and whether they come",
        "home. All home: chance that everyone comes home unharmed. Hazard: expected contacts.",
    ]


def _option_words(option: f.Offered, zone: str) -> list[str]:
    """Why; then for each team which ways, by what times to report, what it rests on."""
    lines = [f"{option.letter}  {option.why}"]
    for task in option.taskings:
        for way in task.ways:
            shares = f", shares {way.shared_m / 1000:.1f} km" if way.shared_m > 0 else ""
            lines.append(
                f"     {way.role:<8} {way.length_m / 1000:7.1f} km {way.time_s / 60:6.0f} min"
                f"  hazard {way.hazard:.4f}{shares}"
            )
        for stop in task.stops:
            where = "the site" if len(task.stops) == 1 else stop.site
            lines.append(
                f"     at {where} {clock_words(stop.arrive_ms, zone)} to "
                f"{clock_words(stop.leave_ms, zone)}"
            )
        lines += [
            f"     turn back by {clock_words(task.turn_ms, zone)}; "
            f"a report every {task.check_every_s / 60:.0f} min"
        ]
        lines += [f"     {words}" for words in task.crew_why]
        lines += [f"     Rests on: {words}" for words in task.assumes]
    return lines
