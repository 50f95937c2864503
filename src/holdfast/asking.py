"""Asking the planner once from the command line, about a place; nothing is said in the ledger."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any, get_args

import msgspec

from holdfast import facts as f
from holdfast.base.clock import Stamp
from holdfast.base.errors import Refused
from holdfast.base.geo import Place
from holdfast.base.grid import clock_words, local
from holdfast.facts.said import Said
from holdfast.facts.words import Objective
from holdfast.know.fold import fold_all
from holdfast.know.state import State
from holdfast.node import Node
from holdfast.plan.ground import Ground
from holdfast.plan.offer import offer
from holdfast.plan.question import pose

PLAN, SITE = "asked", "asked-place"
STAND_IN_CREW = 2


def ask_once(
    node: Node,
    to: Place | str,
    objective: str,
    depart: str,
    night: bool,
    progress: Callable[[str, float], None],
) -> f.PlanOffered:
    """Options for a run to a place or a site.

    Where nobody is on the books yet, two people of standard pace stand in, so that a new map can
    be tried; the answer says so.

    Raises:
        Refused: the base, site, time or objective is no good.
    """
    base = next((s.fact for s in node.state.bases.values()), None)
    if not isinstance(base, f.BaseFounded):
        raise Refused("There is no base in this folder yet: found one with 'holdfast init'.")
    if objective not in get_args(Objective):
        raise Refused(f"There is no objective '{objective}': {', '.join(get_args(Objective))}.")
    if node.map is None:
        raise Refused(node.map_trouble or "This base has no map to plan on.")
    now_ms = node.clock()
    state, stood_in = _with_stand_ins(node.state, base.base, to, now_ms)
    asked = f.PlanAsked(
        plan=PLAN,
        base=base.base,
        objective=objective,  # type: ignore[arg-type]  # looked at above
        sites=(SITE if isinstance(to, Place) else to,),
        depart_ms=depart_ms(depart, now_ms, base.zone),
        night=night,
    )
    answer = offer(pose(state, asked, now_ms), Ground(node.map.roads), progress)
    if not stood_in:
        return answer
    words = "Nobody is on the books: two people of standard pace stand in"
    return msgspec.structs.replace(answer, infeasible=(words, *answer.infeasible))


def depart_ms(text: str, now_ms: int, zone: str) -> int:
    """'HH:MM' on the base's clocks, the next time it comes; now where nothing is said."""
    if not text:
        return now_ms
    try:
        wanted = time.fromisoformat(text)
    except ValueError as exc:
        raise Refused(f"'{text}' is no time of day; write it as 07:30.") from exc
    now = local(now_ms, zone)
    at = datetime.combine(now.date(), wanted, now.tzinfo)
    return round((at if at >= now else at + timedelta(days=1)).timestamp() * 1000)


def _with_stand_ins(
    state: State, base: str, to: Place | str, now_ms: int
) -> tuple[State, bool]:
    """What is believed, with the place asked for as a site, and people where there are none."""
    facts: list[f.Fact] = []
    if isinstance(to, Place):
        facts.append(
            f.SiteNoted(site=SITE, name="The place asked for", at=f.Point(*to), what="other")
        )
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
    if not facts:
        return state, False
    held = [s for part in _words(state) for s in part]
    tried = [Said(Stamp(now_ms, i, "~", i), fact) for i, fact in enumerate(facts)]
    return fold_all([*held, *tried]), stood_in


def _words(state: State) -> Any:
    """Every fact that a state holds."""
    for name in state.__slots__:
        part = getattr(state, name)
        for value in part.values():
            if isinstance(value, Said):
                yield [value]
            elif isinstance(value, dict):
                yield list(value.values())


def shown(answer: f.PlanOffered) -> dict[str, Any]:
    """The answer as plain values, for JSON."""
    plain: dict[str, Any] = msgspec.to_builtins(answer)
    return plain


def told(answer: f.PlanOffered) -> str:
    """The answer as a person reads it."""
    lines = []
    for option in answer.options:
        lines.append(
            f"{option.letter}  {option.why}\n"
            f"   value {option.value:.1f} person-days, all home {option.p_home:.1%}"
        )
        for task in option.taskings:
            km = sum(w.length_m for w in task.ways if w.role != "fallback") / 1000
            lines.append(
                f"   {km:.1f} km, {(task.home_ms - task.depart_ms) / 60_000:.0f} min; "
                f"turn round by {clock_words(task.turn_ms, 'Etc/UTC')}Z, "
                f"home {clock_words(task.home_ms, 'Etc/UTC')}Z, "
                f"last light {clock_words(task.dark_ms, 'Etc/UTC')}Z"
            )
    if answer.infeasible:
        lines += ["Not possible, or to know:", *(f"   {words}" for words in answer.infeasible)]
    return "\n".join(lines)
