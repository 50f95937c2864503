"""The plan button: ask what can be done, look at the options, choose one.

Laws. The question and its answer are said together, so that a plan that failed leaves nothing.
One plan is computed at a time, off the room's own threads of talk. Choosing says the decision and
every tasking at once; choosing the same again says nothing new.
"""

import secrets
from typing import Annotated

from msgspec import Meta
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from holdfast import facts as f
from holdfast.base.errors import Refused, Unavailable
from holdfast.facts.words import Id, Mode, Ms, Name, Objective, Point, Quantity, Words
from holdfast.founding import must_be_on_map
from holdfast.know.log import site_name
from holdfast.know.runs import stories
from holdfast.know.state import State, scratch
from holdfast.plan.problem import Problem
from holdfast.plan.question import pose
from holdfast.web.asked import Asked, read_json
from holdfast.web.desk import plans as plans_of
from holdfast.web.room import Room, base_of, reply, room_of
from holdfast.web.say import say, try_out

MAX_SITES = 12
"""Sites in one question (assumed)."""
PLANNING_WAIT_S = 60.0
"""How long a question waits for the one before it (assumed)."""

CALLS = (
    "Kestrel", "Heron", "Otter", "Lynx", "Wren", "Ibex", "Falcon", "Marten", "Swift", "Badger",
    "Plover", "Caracal", "Hoopoe", "Stork", "Gazelle", "Osprey",
)  # fmt: skip
"""Call signs for runs that nobody named: short, and not easily mistaken on the radio."""


class PlanWanted(Asked, frozen=True):
    """A question as it is typed; see facts.PlanAsked.

    Attributes:
        plan: the client's own id for it, so that asking twice gives one plan.
        at: a place instead of a site; it becomes a site.
        depart_ms: now, where it is not said.
    """

    objective: Objective = "supply"
    plan: Id | None = None
    sites: Annotated[tuple[Id, ...], Meta(max_length=MAX_SITES)] = ()
    at: Point | None = None
    depart_ms: Ms | None = None
    home_by_ms: Ms | None = None
    modes: Annotated[tuple[Mode, ...], Meta(max_length=3)] = ()
    stays: Annotated[tuple[Id, ...], Meta(max_length=500)] = ()
    greatest_hazard: Quantity | None = None
    night: bool = False
    by: Id | None = None
    words: Words = ""


class Choice(Asked, frozen=True):
    """Which option, and what the run shall be called."""

    letter: Annotated[str, Meta(pattern=r"^[A-Z]$")]
    call: Name | None = None
    by: Id | None = None
    words: Words = ""


async def post(request: Request) -> Response:
    """Ask, and answer with the options."""
    room = room_of(request)
    wanted = read_json(await request.body(), PlanWanted)
    async with room.planning_for(PLANNING_WAIT_S):
        plan, new = await run_in_threadpool(ask, room, wanted)
    return reply(room, told(room, plan), 201 if new else 200)


def get(request: Request) -> Response:
    """One plan with its options and who chose what."""
    room = room_of(request)
    return reply(room, told(room, request.path_params["plan"]))


async def choose(request: Request) -> Response:
    """Decide for one option; its runs are tasked."""
    room = room_of(request)
    choice = read_json(await request.body(), Choice)
    plan = request.path_params["plan"]
    runs, new = await run_in_threadpool(decide, room, plan, choice)
    return reply(room, {"plan": plan, "letter": choice.letter, "runs": runs}, 201 if new else 200)


def ask(room: Room, wanted: PlanWanted) -> tuple[str, bool]:
    """Put the question to the planner and say both: the plan's id, and whether it is new.

    Raises:
        Refused: it cannot be asked so.
        Unavailable: there is no map.
    """
    node = room.node
    if wanted.plan is not None and wanted.plan in node.state.offered:
        return wanted.plan, False
    if node.map is None:
        raise Unavailable("There is no map to plan on: bring one with 'holdfast init --map'.")
    if wanted.at is not None:
        must_be_on_map(node.map.bounds, wanted.at.place)
    spot, asked = question(room, wanted)
    with node.lock:
        state, now_ms = scratch(node.state), node.clock()
        try_out(state, [*spot, asked], now_ms)
    offered = compute(room, pose(state, asked, now_ms))
    say(room, [*spot, asked, offered])
    return asked.plan, True


def question(room: Room, wanted: PlanWanted) -> tuple[list[f.Fact], f.PlanAsked]:
    """The question as a fact, after the site that it makes of a place.

    Raises:
        Refused: there is no base yet, or neither a site nor a place is named.
    """
    base = base_of(room.node)
    if base is None:
        raise Refused("There is no base yet: found it first.")
    sites, made = wanted.sites, list[f.Fact]()
    if wanted.at is not None:
        site = f"place-{secrets.token_hex(4)}"
        made.append(f.SiteNoted(site=site, name="Place on the map", at=wanted.at, what="other"))
        sites = (*sites, site)
    return made, f.PlanAsked(
        plan=wanted.plan or f"plan-{secrets.token_hex(4)}",
        base=base.base,
        objective=wanted.objective,
        sites=sites,
        depart_ms=room.node.clock() if wanted.depart_ms is None else wanted.depart_ms,
        home_by_ms=wanted.home_by_ms,
        stays=wanted.stays,
        modes=wanted.modes,
        greatest_hazard=wanted.greatest_hazard,
        night=wanted.night,
        by=wanted.by,
        words=wanted.words,
    )


def compute(room: Room, problem: Problem) -> f.PlanOffered:
    """Let the planner work. It is brought in only now: its parts take a second to wake."""
    from holdfast.plan.ground import Ground
    from holdfast.plan.offer import offer

    map_file = room.node.map
    assert map_file is not None  # noqa: S101  (looked at in `ask`)
    if room.ground is None or room.ground.roads.sha != map_file.sha:
        room.ground = Ground(map_file.roads)
    return offer(problem, room.ground)


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
    }


def decide(room: Room, plan: str, choice: Choice) -> tuple[tuple[str, ...], bool]:
    """Say the choice and its taskings: the runs, and whether any of it is new.

    Raises:
        HTTPException: 404, there is no such plan.
        Refused: it has no such option, or another one was chosen.
    """
    with room.node.lock:
        state = room.node.state
        said = state.offered.get(plan)
        if said is None or not isinstance(said.fact, f.PlanOffered):
            raise HTTPException(404)
        before = _chosen_before(state, plan, choice.letter)
        facts = [] if before is not None else _decision(state, said.fact, choice)
    if before is not None:
        return before, False
    say(room, facts)
    decision = facts[0]
    return (decision.runs if isinstance(decision, f.PlanChosen) else ()), True


def _chosen_before(state: State, plan: str, letter: str) -> tuple[str, ...] | None:
    """The runs of this very choice if it was made already.

    Raises:
        Refused: another option was chosen, and its runs still stand.
    """
    told = stories(state)
    for _, said in sorted(state.chosen.get(plan, {}).items()):
        if not isinstance(fact := said.fact, f.PlanChosen):
            continue
        if fact.letter == letter:
            return fact.runs
        standing = [run for run in fact.runs if run in told and told[run].phase != "called_off"]
        if standing:
            raise Refused(
                f"Option {fact.letter} of this plan was chosen already. "
                f"Call off {told[standing[0]].call} first, or ask anew."
            )
    return None


def _decision(state: State, offered: f.PlanOffered, choice: Choice) -> list[f.Fact]:
    """The choice, then a tasking for each of its teams."""
    option = next((o for o in offered.options if o.letter == choice.letter), None)
    if option is None:
        letters = ", ".join(o.letter for o in offered.options)
        raise Refused(f"This plan has no option {choice.letter}: it has {letters}.")
    asked = state.asked[offered.plan].fact
    assert isinstance(asked, f.PlanAsked)  # noqa: S101  (said together with the offer)
    runs = tuple(
        f"{offered.plan}-{choice.letter.lower()}{i + 1}" for i in range(len(option.taskings))
    )
    calls = _calls(state, choice.call, len(runs))
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
        plan=offered.plan, letter=choice.letter, runs=runs, by=choice.by, words=choice.words
    )
    return [chosen, *taskings]


def _where(state: State, tasking: f.Tasking) -> str:
    return "To " + ", ".join(site_name(state, stop.site) for stop in tasking.stops) + "."


def _calls(state: State, wanted: str | None, n: int) -> list[str]:
    """Call signs for n teams: as wanted, else names that no run has had, then with a number."""
    if wanted:
        return [wanted] if n == 1 else [f"{wanted} {i + 1}" for i in range(n)]
    used = {told.call for told in stories(state).values()}
    calls: list[str] = []
    number = 1
    while len(calls) < n:
        fresh = [c for name in CALLS if (c := f"{name.upper()} {number}") not in used]
        calls += fresh[: n - len(calls)]
        number += 1
    return calls
