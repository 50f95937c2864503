"""The plan button: ask what can be done, watch it being worked out, and read the options.

Laws. The question and its answer are said together, so that a plan that failed leaves nothing.
What cannot be asked is refused at once, before anything is computed.
"""

import asyncio
import secrets
from typing import Annotated

import msgspec
from msgspec import Meta
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from holdfast import facts as f
from holdfast.base.errors import Refused, Unavailable
from holdfast.base.geo import Place
from holdfast.facts.words import Id, Mode, Ms, Name, Objective, Point, Quantity, Words
from holdfast.founding import must_be_on_map
from holdfast.know.runs import story
from holdfast.know.state import State, scratch
from holdfast.plan.problem import Problem
from holdfast.plan.question.pose import pose
from holdfast.run.board import board
from holdfast.run.whereabouts import whereabouts
from holdfast.web.asked import Asked, read_json
from holdfast.web.desk import plans as plans_of
from holdfast.web.lining import while_heard
from holdfast.web.planner import NO_MAP, offered
from holdfast.web.room import Room, base_of, reply, room_of, still
from holdfast.web.say import say, try_out
from holdfast.web.working import Work

MAX_SITES = 200
"""Sites in one question (the planner is measured up to here)."""
PLANNING_WAIT_S = 60.0
"""How long a question whose asker waits for the answer waits for the one before it (assumed)."""
SECONDS = 10.0
"""How long the planner may take where nobody says (assumed); it ends earlier when it settles."""

Ids = Annotated[tuple[Id, ...], Meta(max_length=500)]


class PlanWanted(Asked, frozen=True):
    """A question as it is typed; see facts.PlanAsked.

    Attributes:
        plan: the client's own id for it, so that asking twice gives one plan.
        at: a place beside the sites; it becomes a site, called `at_name`.
        at_site: the client's own id for that site, so that `wants` may speak of it.
        depart_ms: now, where it is not said.
        seconds: how long the planner may take.
        live: answer at once, and work behind the answer.
    """

    objective: Objective = "supply"
    plan: Id | None = None
    sites: Annotated[tuple[Id, ...], Meta(max_length=MAX_SITES)] = ()
    at: Point | None = None
    at_site: Id | None = None
    at_name: Name | None = None
    depart_ms: Ms | None = None
    home_by_ms: Ms | None = None
    modes: Annotated[tuple[Mode, ...], Meta(max_length=3)] = ()
    stays: Ids = ()
    greatest_hazard: Quantity | None = None
    greatest_overall: Quantity | None = None
    night: bool = False
    teams: Annotated[int, Meta(ge=1, le=50)] | None = None
    wants: Annotated[tuple[f.StopWanted, ...], Meta(max_length=MAX_SITES)] = ()
    avoid: Annotated[tuple[f.Avoid, ...], Meta(max_length=200)] = ()
    bases: Ids = ()
    run: Id | None = None
    despite_rest: Ids = ()
    by: Id | None = None
    words: Words = ""
    seconds: Annotated[float, Meta(ge=0.5, le=600)] = SECONDS
    live: bool = False


SAME = ("objective", "home_by_ms", "stays", "despite_rest", "modes", "greatest_hazard",
        "greatest_overall", "night", "teams", "wants", "avoid", "bases", "run", "by",
        "words")  # fmt: skip
"""Fields that are asked as they are typed."""


async def post(request: Request) -> Response:
    """Ask, and answer with the options; at once with the plan's id, where `live` is wished."""
    room = room_of(request)
    wanted = read_json(await request.body(), PlanWanted)
    if wanted.plan is not None and wanted.plan in room.node.state.offered:
        return reply(room, await run_in_threadpool(told, room, wanted.plan))
    return await while_heard(request, _answered(room, wanted))


async def _answered(room: Room, wanted: PlanWanted) -> Response:
    """Begun in its turn, and answered at the end of it, or at once where it is asked live."""
    async with room.asking.turn():
        beginning = asyncio.ensure_future(run_in_threadpool(begin, room, wanted))
        try:
            work = await asyncio.shield(beginning)
        except asyncio.CancelledError:  # who asked hung up while it was being posed
            beginning.add_done_callback(lambda begun: _given_up(room, wanted, begun))
            raise
    if wanted.live:
        return reply(room, {"plan": work.plan}, 202)
    await room.works.finished(work, PLANNING_WAIT_S)
    return reply(room, await run_in_threadpool(told, room, work.plan), 201)


def _given_up(room: Room, wanted: PlanWanted, begun: "asyncio.Future[Work]") -> None:
    """It was begun for one who had hung up by then; who asked live may come back to look."""
    if not wanted.live and not begun.cancelled() and begun.exception() is None:
        room.works.leave(begun.result())


def get(request: Request) -> Response:
    """One plan with its options and who chose what."""
    room = room_of(request)
    return reply(room, told(room, request.path_params["plan"]))


def get_work(request: Request) -> Response:
    """How far a plan is, and its options so far."""
    room, plan = room_of(request), request.path_params["plan"]
    work = room.works.get(plan)
    if work is not None:
        work.look()
    if work is None:
        known = told(room, plan)
        options = known["options"]
        return reply(room, progress(f.PlanOffered(plan=plan, options=options)))  # type: ignore[arg-type]
    return reply(room, progress(work.interim, work, room.works.place(work)))


def stop(request: Request) -> Response:
    """Let the planner end with what there is."""
    room, plan = room_of(request), request.path_params["plan"]
    if room.works.stop(plan) is None:
        told(room, plan)  # 404 where nobody knows it; where it is over already, nothing is left
    return reply(room, {"plan": plan, "stopped": True})


def begin(room: Room, wanted: PlanWanted) -> Work:
    """Pose the question and line it up.

    Raises:
        Refused: it cannot be asked so.
        Unavailable: there is no map.
    """
    node = room.node
    waits = not wanted.live
    if wanted.plan is not None and (known := room.works.join(wanted.plan, waits=waits)):
        return known
    if node.map is None:
        raise Unavailable(NO_MAP)
    if wanted.at is not None:
        must_be_on_map(node.map.bounds, wanted.at.place)
    spot, asked = question(room, wanted)
    with node.lock:
        state, now_ms = scratch(node.state), node.clock()
        try_out(state, [*spot, asked], now_ms, node.after_all_ms(now_ms))
    problem = pose(state, asked, now_ms, place_of(state, asked.run, now_ms))
    work = Work(asked, now_ms, made=tuple(spot), seconds=wanted.seconds)
    return room.works.put(work, lambda this: work_out(room, problem, this), waits=waits)


def place_of(state: State, run: str | None, now_ms: int) -> Place | None:
    """Where the run that is asked about anew is believed to be."""
    fix = whereabouts(story(state, run), now_ms) if run is not None else None
    return fix.place if fix else None


def work_out(room: Room, problem: Problem, work: Work) -> None:
    """Compute the answer and say it with its question; nothing is said once the room closes."""
    answer = offered(room, problem, work.heard, work.left, work.seconds)
    if work.abandoned:
        raise Unavailable("Nobody waited for these options any more: nothing was kept.")
    if room.works.closed:
        raise Unavailable("The room was closed before the options were kept.")
    say(room, [*work.made, work.asked, answer])
    work.heard("Done", 1.0, answer)


def question(room: Room, wanted: PlanWanted) -> tuple[list[f.SiteNoted], f.PlanAsked]:
    """The question as a fact, after the site that it makes of a place.

    Raises:
        Refused: there is no base yet, or the place's id is another site's.
    """
    base = base_of(room.node)
    if base is None:
        raise Refused("There is no base yet: found it first.")
    sites, made = wanted.sites, list[f.SiteNoted]()
    if wanted.at is not None:
        site = wanted.at_site or f"place-{secrets.token_hex(4)}"
        if site in room.node.state.sites or site in room.node.state.bases:
            raise Refused(f"The id '{site}' is another site's: choose a new one for the place.")
        name = wanted.at_name or "Place on the map"
        made.append(f.SiteNoted(site=site, name=name, at=wanted.at, what="other"))
        sites = (*sites, site)
    asked = f.PlanAsked(
        plan=wanted.plan or f"plan-{secrets.token_hex(4)}",
        base=base.base,
        objective=wanted.objective,
        sites=sites,
        depart_ms=room.node.clock() if wanted.depart_ms is None else wanted.depart_ms,
    )
    asked = msgspec.structs.replace(asked, **{name: getattr(wanted, name) for name in SAME})
    # Nobody knows anything of a place that was just pointed at: who asks for it wants to go there.
    new = {site.site for site in made}
    said = [want for want in asked.wants if want.site in new]
    pointed = [msgspec.structs.replace(want, must=True) for want in said]
    pointed += [f.StopWanted(site, must=True) for site in new - {want.site for want in said}]
    others = [want for want in asked.wants if want.site not in new]
    return made, msgspec.structs.replace(asked, wants=(*others, *pointed))


def progress(
    answer: f.PlanOffered | None, work: Work | None = None, place: int = 0
) -> dict[str, object]:
    """How far a plan is, as it is answered; without `work` it is long over.

    Args:
        place: how many are before it.
    """
    return {
        "step": work.step if work else "Done",
        "part": work.part if work else 1.0,
        "elapsed_ms": work.elapsed_ms() if work else 0,
        "seconds": work.seconds if work else 0.0,
        "done": work.done if work else True,
        "waits": bool(work and work.began_s is None and not work.done),
        "place": place,
        "stopped": bool(work and work.stopped),
        "failed": bool(work and work.trouble),
        "news": work.n_interim if work else 0,
        "options": [_summary(option) for option in answer.options] if answer else [],
        "words": work.words(place) if work else "The options are ready.",
    }


def _summary(option: f.Offered) -> dict[str, object]:
    taskings = option.taskings
    return {
        "letter": option.letter,
        "value": option.value,
        "hazard": option.hazard,
        "p_home": option.p_home,
        "teams": len(taskings),
        "people": sum(len(t.crew) for t in taskings),
        "home_ms": max((t.home_ms for t in taskings), default=None),
        "why": option.why,
    }


def told(room: Room, plan: str) -> dict[str, object]:
    """A plan as it is answered.

    Raises:
        HTTPException: 404, there is no such plan.
    """
    with room.node.lock:
        found = next((p for p in plans_of(room.node.state) if p.plan == plan), None)
    if found is None:
        raise HTTPException(404)
    chosen = [
        {"letter": letter, "by": by, "at_ms": at_ms, "runs": runs}
        for letter, by, at_ms, runs in found.chosen
    ]
    return {
        "plan": plan,
        "asked": found.asked,
        "options": found.offered.options if found.offered else (),
        "infeasible": found.offered.infeasible if found.offered else (),
        "chosen": chosen,
        "no_chance": _no_chance(room, found.asked.run),
    }


def _no_chance(room: Room, run: str | None) -> str:
    """Why no chance of coming home is told of a run that is out and asked about anew."""
    if run is None:
        return ""
    cards = board(still(room.node), room.node.clock())
    return next((card.p_home_why for card in cards if card.run == run), "")
