"""The plan pages: the question as a form, and one plan with its options, worked out or at work.

Law. A page shows options as they are now: those of a plan at work are marked as not final, and
nothing on such a page can be chosen.
"""

from dataclasses import replace

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from holdfast.know.state import State
from holdfast.web.compare import listed
from holdfast.web.desk import make_desk
from holdfast.web.errors import wants_page
from holdfast.web.holding import Lapse, lapses
from holdfast.web.panels import page
from holdfast.web.plan_form import (
    again,
    anew,
    other_bases,
    spot,
    with_bases,
)
from holdfast.web.plan_view import View, at_work, look
from holdfast.web.room import room_of, still
from holdfast.web.words import SKILLS

GONE = (
    "There is nothing at this address. If a plan was still being worked out here when the room "
    "was restarted, it is gone: ask again."
)
MOST_WARNINGS = 4
"""Sentences about what cannot be done that stand open; the others are behind a word (assumed)."""


def ask(request: Request) -> Response:
    """The question as a form: for a run that is out, or as it was asked before, where named."""
    room, query = room_of(request), request.query_params
    state, plain = still(room.node), make_desk(room.node)
    wanted = query.get("again", "")
    before = again(state, room.works.get(wanted), wanted)
    run = query.get("run") or (before.asked.run if before else None)
    desk = with_bases(plain, state)
    skills = sorted({skill for person in desk.persons for skill in person.skills} | set(SKILLS))
    return HTMLResponse(
        page("plan", desk, works=room.works.open(), skills=skills, bases=other_bases(desk, state),
             anew=anew(desk, state, run) if run else None, again=before,
             spot=spot(query) or (before.spot if before else None))
    )  # fmt: skip


def one(request: Request) -> Response:
    """One plan with its options: final, or as far as they have come."""
    room, wanted = room_of(request), request.path_params["plan"]
    state = still(room.node)
    desk, work = with_bases(make_desk(room.node), state), room.works.get(wanted)
    plan = next((p for p in desk.plans if p.plan == wanted), None)
    if plan is None or plan.offered is None:
        if work is None:
            if not wants_page(request.scope):
                raise HTTPException(404)
            return HTMLResponse(page("problem", desk, status=404, sentence=GONE), 404)
        desk, plan = at_work(desk, work)
    else:
        work = None
    asked = request.query_params
    view = look(desk, plan, work, asked.get("option"), asked.get("with"), "edit" in asked)
    view = replace(view, lapses=_lapses(state, view))
    return HTMLResponse(page("plan_one", desk, view=view, listed=listed, most=MOST_WARNINGS))


def _lapses(state: State, view: View) -> dict[str, Lapse]:
    """What no longer holds of the options, while one may still be chosen."""
    if not view.may_choose:
        return {}
    return lapses(state, view.plan.asked, view.options, view.desk.now_ms, view.desk.rate)
