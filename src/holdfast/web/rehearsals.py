"""Rehearsals in the room: every option of a plan played through, with one's own contingencies.

Laws. Rehearsals are lined up, as many at a time as there are workers; who hangs up leaves the line.
The seed follows from the plan, so two who look at it see the same. A rehearsal says nothing
by itself; only when a plan is chosen, what was rehearsed of its runs is kept beside them. The
play's parts are brought in only when somebody asks.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Annotated, Any

from msgspec import Meta
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from holdfast import facts as f
from holdfast.base.errors import HoldfastError, Refused
from holdfast.know.state import State
from holdfast.know.stock import supplies
from holdfast.web.asked import Asked, read_json
from holdfast.web.lining import while_heard
from holdfast.web.room import Room, reply, room_of, still
from holdfast.workers.job import Job

if TYPE_CHECKING:
    from holdfast.rehearse.setting import Setting

MOST_PLAYS = 200_000
"""Plays of each option that may be asked for."""
FORECAST_PLAYS = 20_000
MOST_VALUE = 1e9
"""As facts.words.Quantity has it."""


class Wanted(Asked, frozen=True):
    """One contingency of one's own; see rehearse.whatif.

    Attributes:
        at: the place of what is shut; radius_m: how near a way must come to it.
    """

    kind: Annotated[str, Meta(max_length=20)]
    key: Annotated[str, Meta(max_length=200)] = ""
    n: Annotated[float, Meta(ge=0, le=1e6)] = 1.0
    at: f.Point | None = None
    radius_m: Annotated[float, Meta(gt=0, le=5_000)] = 100.0


class RehearsalWanted(Asked, frozen=True):
    """What to rehearse.

    Attributes:
        what: what would be so. most: plays of each option, at most.
    """

    what: Annotated[tuple[Wanted, ...], Meta(max_length=20)] = ()
    most: Annotated[int, Meta(ge=1_000, le=MOST_PLAYS)] = 200_000


class StoryWanted(Asked, frozen=True):
    """One play to be told step by step."""

    letter: Annotated[str, Meta(pattern=r"^[A-Z]$(?!\n)")]
    number: Annotated[int, Meta(ge=0, le=MOST_PLAYS)]
    what: Annotated[tuple[Wanted, ...], Meta(max_length=20)] = ()


async def post(request: Request) -> Response:
    """Rehearse a plan's options; with contingencies, beside what it is without them."""
    room, wanted = room_of(request), read_json(await request.body(), RehearsalWanted)
    work = rehearsal(room, request.path_params["plan"], wanted)
    return reply(room, await while_heard(request, work))


def get(request: Request) -> Response:
    """How far a rehearsal of this plan is in the line."""
    room, plan = room_of(request), request.path_params["plan"]
    if plan not in room.node.state.offered:
        raise HTTPException(404)
    place = room.rehearsing.place(plan)
    words = "Nobody rehearses this plan now."
    if place is not None:
        words = f"{place} rehearsal{'s' if place > 1 else ''} before it." if place else "At work."
    waiting = room.rehearsing.waiting()
    return reply(room, {"plan": plan, "place": place, "waiting": waiting, "words": words})


async def post_story(request: Request) -> Response:
    """Tell one play."""
    room, wanted = room_of(request), read_json(await request.body(), StoryWanted)
    plan = request.path_params["plan"]

    async def tell() -> dict[str, Any]:
        async with room.telling.turn():
            return await run_in_threadpool(told, room, plan, wanted)

    return reply(room, await while_heard(request, tell()))


async def rehearsal(room: Room, plan: str, wanted: RehearsalWanted) -> dict[str, Any]:
    """What the rehearsal says, and what it says without the contingencies where there are some.

    Raises:
        HTTPException: 404, there is no such plan.
        Refused: it has no option that leaves the base, or a contingency touches none.
        Busy: too many wait already.
    """
    if plan not in room.node.state.offered:
        raise HTTPException(404)
    async with room.rehearsing.turn(plan):
        state, asked, jobs = await run_in_threadpool(_begun, room, plan, wanted)
        try:
            answers = [await asyncio.shield(asyncio.wrap_future(job.end)) for job in jobs]
        finally:
            for job in jobs:
                job.stop()  # who hung up needs it no more; to one that has ended it is nothing
        return await run_in_threadpool(_shown, state, plan, asked, answers, room.node.clock())


def _begun(room: Room, plan: str, wanted: RehearsalWanted) -> tuple[State, "Setting", list[Job]]:
    """The plan on its stage, and the work begun on it: as it is, then with the contingencies."""
    from holdfast.workers.asked import REHEARSED, ToRehearse

    state = still(room.node)
    plain = _set(state, plan)
    asked = [plain, _with(plain, wanted.what)] if wanted.what else [plain]
    jobs = [
        room.workers.start(REHEARSED, ToRehearse(s.scene, s.odds, s.seed, wanted.most))
        for s in asked
    ]
    return state, plain, jobs


def _shown(
    state: State, plan: str, plain: "Setting", answers: Sequence[Any], now_ms: int
) -> dict[str, Any]:
    """A rehearsal as it is answered."""
    found = [asdict(answer) for answer in answers]
    return {
        "plan": plan,
        "rehearsal": True,
        "began_ms": plain.scene.began_ms,
        "sources": [
            {"threat": s.threat, "name": s.name, "p": s.p} for s in plain.scene.sources[1:]
        ],
        "sites": [{"site": site, "name": name} for site, name in plain.scene.sites],
        "supplies": _supplies(state, plan, now_ms),
        "without": found[0],
        "with": found[1] if len(found) > 1 else None,
    }


def told(room: Room, plan: str, wanted: StoryWanted) -> dict[str, Any]:
    """One play of an option, step by step.

    Raises:
        HTTPException: 404, there is no such plan.
        Refused: it has no such option, or a contingency touches none.
    """
    from holdfast.rehearse.stories import story

    setting = _with(_set(still(room.node), plan), wanted.what)
    option = next((o for o in setting.scene.options if o.letter == wanted.letter), None)
    if option is None:
        raise Refused(f"This plan has no option {wanted.letter} that leaves the base.")
    found = story(setting.scene, option, setting.odds, setting.seed, wanted.number)
    return {"plan": plan, "letter": wanted.letter, "began_ms": setting.scene.began_ms,
            "teams": [t.name for t in option.teams], "story": asdict(found)}  # fmt: skip


def forecasts(state: State, plan: str, letter: str, runs: tuple[str, ...]) -> list[f.Fact]:
    """What the rehearsal says of the runs of an option that is chosen.

    Nothing where it cannot be played, which must keep nobody from choosing it; nor of a run that is
    planned anew while it is out: what was rehearsed of it before it left stands.
    """
    from holdfast.rehearse.forecast import forecast
    from holdfast.rehearse.plays import play
    from holdfast.rehearse.writing import write

    asked = state.asked[plan].fact
    if not runs or (isinstance(asked, f.PlanAsked) and asked.run is not None):
        return []
    try:
        setting = _set(state, plan)
        option = next((o for o in setting.scene.options if o.letter == letter), None)
        script = write(option.mission, setting.odds) if option else None
    except HoldfastError:
        return []
    if option is None or script is None:
        return []
    plays = play(script, setting.odds, setting.seed, 0, FORECAST_PLAYS)
    found = [forecast(setting.scene, option, plays, t) for t in range(len(option.teams))]
    return [
        f.RunRehearsed(
            run=run, n=len(plays), seed=setting.seed, p_harm=one.p_harm, p_contact=one.p_contact,
            p_late=one.p_late, home_ms=one.home_ms, value=min(one.value, MOST_VALUE),
        )
        for run, one in zip(runs, found, strict=True)
    ]  # fmt: skip


def _supplies(state: State, plan: str, now_ms: int) -> list[dict[str, Any]]:
    """What the base has and uses a day of each need that has a ration, now."""
    asked = state.asked[plan].fact
    base = asked.base if isinstance(asked, f.PlanAsked) else ""
    return [
        {"need": s.need, "name": s.name, "amount": s.amount, "per_day": s.per_day}
        for s in supplies(state, base, now_ms)
        if s.per_day > 0
    ]


def _set(state: State, plan: str) -> "Setting":
    """The plan on its stage."""
    from holdfast.rehearse.setting import setting

    if plan not in state.offered or plan not in state.asked:
        raise HTTPException(404)
    return setting(state, plan)


def _with(setting: "Setting", what: tuple[Wanted, ...]) -> "Setting":
    """The same with contingencies."""
    from holdfast.rehearse.whatif import WhatIf, with_all

    asked = [
        WhatIf(one.kind, one.key, one.n, one.at.place if one.at else None, one.radius_m)
        for one in what
    ]
    scene, odds = with_all(setting.scene, setting.odds, asked)
    return replace(setting, scene=scene, odds=odds)
