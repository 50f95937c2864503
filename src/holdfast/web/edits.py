"""An option changed by hand: checked at once, and kept beside the others where people want it.

Laws. A change is made from the option as it was offered, never from another change, so that asking
twice gives the same. Only what the checker passes is kept, under a letter of its own; nothing that
was offered is ever overwritten, and nothing is added once the plan was chosen.
"""

from typing import Annotated

import msgspec
from msgspec import Meta
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from holdfast import facts as f
from holdfast.base.errors import Refused
from holdfast.facts.words import Id
from holdfast.know.state import State, scratch
from holdfast.plan.question.pose import pose
from holdfast.web.asked import Asked, read_json
from holdfast.web.choosing import option_of
from holdfast.web.lining import while_heard
from holdfast.web.planner import Changed, changed
from holdfast.web.plans import place_of
from holdfast.web.room import Room, reply, room_of
from holdfast.web.say import say

LETTERS = "ABCDEFGIJKLMNOPQRSTUVWXYZ"
"""H is kept for staying home."""
MOST = 200
"""Sites, people or roads in one change (assumed)."""


class EditWanted(Asked, frozen=True):
    """What to change in an option.

    Attributes:
        drop: sites to leave out.
        swap: pairs of who stays and who goes instead.
        avoid: roads not to be used: what comes this near to a place.
        keep: whether to keep it as an option of its own.
    """

    letter: Annotated[str, Meta(pattern=r"^[A-Z]$(?!\n)")]
    drop: Annotated[tuple[Id, ...], Meta(max_length=MOST)] = ()
    swap: Annotated[tuple[tuple[Id, Id], ...], Meta(max_length=MOST)] = ()
    avoid: Annotated[tuple[f.Avoid, ...], Meta(max_length=MOST)] = ()
    keep: bool = False
    by: Id | None = None


async def post(request: Request) -> Response:
    """Change an option, check it, and keep it if that is wished."""
    room = room_of(request)
    wanted = read_json(await request.body(), EditWanted)
    plan = request.path_params["plan"]

    async def change_it() -> dict[str, object]:
        async with room.editing.turn():
            return await run_in_threadpool(edit, room, plan, wanted)

    body = await while_heard(request, change_it())
    return reply(room, body, 201 if wanted.keep else 200)


def edit(room: Room, plan: str, wanted: EditWanted) -> dict[str, object]:
    """The option after the change, what the change did, and its letter if it was kept.

    Raises:
        HTTPException: 404, there is no such plan.
        Refused: it has no such option, was chosen already, or the change may not be kept.
        Unavailable: there is no map.
    """
    if not (wanted.drop or wanted.swap or wanted.avoid):
        raise Refused("Say what to change: a site, a person or a road.")
    with room.works.editing:
        with room.node.lock:
            state, now_ms = scratch(room.node.state), room.node.clock()
        offered, asked = _known(state, plan)
        before = option_of(offered, wanted.letter)
        if not before.taskings:
            raise Refused(f"Option {wanted.letter} stays home: there is nothing to change in it.")
        later = msgspec.structs.replace(asked, depart_ms=max(asked.depart_ms, now_ms))
        problem = pose(state, later, now_ms, place_of(state, later.run, now_ms))
        answer = changed(room, problem, before, wanted.drop, wanted.swap, wanted.avoid)
        with room.speaking:  # nobody chooses between the look and the word
            letter = _keep(room, offered, answer, wanted) if wanted.keep else None
    after = answer.option
    return {
        "option": after,
        "before": before,
        "change": change(before, after) if after else None,
        "words": answer.words,
        "faults": answer.faults,
        "letter": letter or next_letter(offered),
        "kept": letter is not None,
    }


def change(before: f.Offered, after: f.Offered) -> dict[str, float | None]:
    """What the change did: after less before; the latest homecoming in milliseconds."""
    homes = [max((t.home_ms for t in o.taskings), default=None) for o in (before, after)]
    late = None if homes[0] is None or homes[1] is None else homes[1] - homes[0]
    return {
        "value": after.value - before.value,
        "p_home": after.p_home - before.p_home,
        "hazard": after.hazard - before.hazard,
        "home_ms": late,
    }


def next_letter(offered: f.PlanOffered) -> str | None:
    """The letter under which one more option would be kept; None when all are given."""
    taken = {option.letter for option in offered.options}
    return next((letter for letter in LETTERS if letter not in taken), None)


def _known(state: State, plan: str) -> tuple[f.PlanOffered, f.PlanAsked]:
    said, asked = state.offered.get(plan), state.asked.get(plan)
    offered, question = said.fact if said else None, asked.fact if asked else None
    if not isinstance(offered, f.PlanOffered) or not isinstance(question, f.PlanAsked):
        raise HTTPException(404)
    return offered, question


def _keep(room: Room, offered: f.PlanOffered, answer: Changed, wanted: EditWanted) -> str:
    """Offer the plan again with one option more; its letter."""
    if room.node.state.chosen.get(offered.plan):
        raise Refused("This plan was chosen already, so nothing can be added to it. Ask anew.")
    if answer.faults:
        raise Refused(f"This change cannot be kept: {answer.faults[0].rstrip('.')}.")
    if answer.option is None or not answer.option.taskings:
        raise Refused("Nothing is left to keep: staying home is among the options already.")
    letter = next_letter(offered)
    if letter is None:
        raise Refused("This plan has as many options as there are letters. Ask anew.")
    kept = msgspec.structs.replace(answer.option, letter=letter)
    options = (*offered.options, kept)
    say(room, [f.PlanOffered(plan=offered.plan, options=options, infeasible=offered.infeasible,
                             by=wanted.by)])  # fmt: skip
    return letter
