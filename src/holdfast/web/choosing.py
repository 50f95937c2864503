"""Choosing one option of a plan: the decision and a tasking for each of its teams, said at once.

Laws. A choice is looked at and said under one lock, so that one wins. Choosing the same again says
nothing new. Another option is refused while runs of the first one stand; a call sign, while another
run that is to go or out has it. What was offered is held against what is believed now: who cannot
go is never tasked, and a danger that has risen is chosen only by somebody who says that they know
it.
"""

from collections.abc import Sequence
from typing import Annotated

from msgspec import Meta
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from holdfast import facts as f
from holdfast.base.errors import Refused
from holdfast.facts.words import Id, Name, Words
from holdfast.know.naming import site_name
from holdfast.know.runs import stories, story
from holdfast.know.state import State
from holdfast.run.orders import chosen_before, refuse_call, spoken
from holdfast.web.asked import Asked, read_json
from holdfast.web.holding import lapses
from holdfast.web.rehearsals import forecasts
from holdfast.web.room import Room, reply, room_of, still
from holdfast.web.say import say

CALLS = (
    "Kestrel", "Heron", "Otter", "Lynx", "Wren", "Ibex", "Falcon", "Marten", "Swift", "Badger",
    "Plover", "Caracal", "Hoopoe", "Stork", "Gazelle", "Osprey",
)  # fmt: skip
"""Call signs for runs that nobody named: short, and not easily mistaken on the radio."""


class Choice(Asked, frozen=True):
    """Which option, and what the run shall be called.

    Attributes:
        anyway: chosen knowing what has changed since it was worked out.
    """

    letter: Annotated[str, Meta(pattern=r"^[A-Z]$(?!\n)")]
    call: Name | None = None
    by: Id | None = None
    words: Words = ""
    anyway: bool = False


async def choose(request: Request) -> Response:
    """Decide for one option; its runs are tasked."""
    room = room_of(request)
    choice = read_json(await request.body(), Choice)
    plan = request.path_params["plan"]
    runs, new = await run_in_threadpool(decide, room, plan, choice)
    return reply(room, {"plan": plan, "letter": choice.letter, "runs": runs}, 201 if new else 200)


def decide(room: Room, plan: str, choice: Choice) -> tuple[tuple[str, ...], bool]:
    """Say the choice and its taskings: the runs, and whether any of it is new.

    Raises:
        HTTPException: 404, there is no such plan; 409, something has changed since it was worked
            out, and whoever chooses does not say that they know it.
        Refused: it has no such option, it cannot go any more, or another one was chosen.
    """
    with room.speaking:  # from looking to having said it: of two who choose at once, one is second
        state = still(room.node)
        said = state.offered.get(plan)
        if said is None or not isinstance(said.fact, f.PlanOffered):
            raise HTTPException(404)
        before = chosen_before(state, plan, choice.letter)
        if before is not None:
            return before, False
        chosen, *taskings = _decision(room, state, said.fact, choice)
        say(room, [chosen, *taskings])
    runs = chosen.runs if isinstance(chosen, f.PlanChosen) else ()
    forecast = forecasts(still(room.node), plan, choice.letter, runs)
    if forecast:
        say(room, forecast)
    return runs, True


def _decision(room: Room, state: State, offered: f.PlanOffered, choice: Choice) -> list[f.Fact]:
    """The choice, then a tasking for each of its teams."""
    option = option_of(offered, choice.letter)
    asked = state.asked[offered.plan].fact
    assert isinstance(asked, f.PlanAsked)  # noqa: S101  (said together with the offer)
    words = _knowing(room, state, asked, option, choice)
    runs = tuple(
        f"{offered.plan}-{choice.letter.lower()}{i + 1}" for i in range(len(option.taskings))
    )
    if asked.run is not None:  # the same run goes on, as it is called
        runs, calls = (asked.run,) * len(runs), [story(state, asked.run).call] * len(runs)
    else:
        calls = _calls(state, choice.call, runs)
    taskings = [
        f.RunTasked(
            run=run,
            call=call,
            objective=asked.objective,
            base=asked.base,
            tasking=tasking,
            plan=offered.plan,
            letter=choice.letter,
            by=choice.by,
            words=_where(state, tasking),
        )
        for run, call, tasking in zip(runs, calls, option.taskings, strict=True)
    ]
    chosen = f.PlanChosen(
        plan=offered.plan, letter=choice.letter, runs=runs, by=choice.by, words=words
    )
    return [chosen, *taskings]


def _knowing(
    room: Room, state: State, asked: f.PlanAsked, option: f.Offered, choice: Choice
) -> str:
    """Words for the choice, with what has changed where it is chosen knowing that.

    Raises:
        HTTPException: 409, nobody has said that they know what has changed.
        Refused: it cannot go as it is.
    """
    node = room.node
    rate = float(getattr(node.clock, "rate", 1.0))
    lapse = lapses(state, asked, [option], node.clock(), rate)[option.letter]
    if lapse.stops:
        raise Refused(
            f"Option {option.letter} cannot go as it is. {' '.join(lapse.stops)} "
            + ("Ask anew." if asked.run else "Ask anew, or change the option by hand.")
        )
    changed = " ".join(lapse.changed)
    if changed and not choice.anyway:
        raise HTTPException(409, changed)
    if not changed:
        return choice.words
    return f"{choice.words} Chosen knowing: {changed}".strip()


def option_of(offered: f.PlanOffered, letter: str) -> f.Offered:
    """The option of this letter.

    Raises:
        Refused: there is none.
    """
    option = next((o for o in offered.options if o.letter == letter), None)
    if option is None:
        letters = ", ".join(o.letter for o in offered.options)
        raise Refused(f"This plan has no option {letter}: it has {letters}.")
    return option


def _where(state: State, tasking: f.Tasking) -> str:
    return "To " + ", ".join(site_name(state, stop.site) for stop in tasking.stops) + "."


def _calls(state: State, wanted: str | None, runs: Sequence[str]) -> list[str]:
    """Call signs for these runs: as wanted, else names that no run has had, then with a number.

    Raises:
        Refused: one that is wanted is another run's, which is to go or out.
    """
    if wanted:
        several = len(runs) > 1
        calls = [f"{wanted} {i + 1}" if several else wanted for i in range(len(runs))]
        for call, run in zip(calls, runs, strict=True):
            refuse_call(state, call, run)
        return calls
    used = {spoken(told.call) for told in stories(state).values()}
    found: list[str] = []
    number = 1
    while len(found) < len(runs):
        fresh = [c for name in CALLS if spoken(c := f"{name.upper()} {number}") not in used]
        found += fresh[: len(runs) - len(found)]
        number += 1
    return found
