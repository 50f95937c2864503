"""One run: everything known of it, and the account given of it when it is home."""

from collections.abc import Sequence

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from holdfast import facts as f
from holdfast.account.debrief import draft
from holdfast.account.outcomes import happened
from holdfast.base.errors import Refused
from holdfast.base.grid import clock_words
from holdfast.facts.said import Said
from holdfast.facts.words import Met, Ref, Words
from holdfast.know.brought_in import came_in
from holdfast.know.log import line, with_taken_back
from holdfast.know.risk import field
from holdfast.know.runs import Story, story
from holdfast.know.state import State
from holdfast.node import Node
from holdfast.run.board import board
from holdfast.run.rules import NOTHING_SAID, says_something
from holdfast.run.shut_alarms import shut_now
from holdfast.run.stops import zone_of
from holdfast.run.turning_round import turn_round
from holdfast.web.asked import Asked, read_json
from holdfast.web.desk import RunPage
from holdfast.web.drills import STEPS, done, lost_contact, ways_now
from holdfast.web.room import reply, room_of, still
from holdfast.web.say import say


class DebriefAsked(Asked, frozen=True):
    """What people say of the assumptions; where they say nothing, the draft stands.

    Attributes:
        met: answers to assumptions, told apart by `assumed`; an unknown one is added.
        ref: as with every fact, so that a repeat is harmless.
    """

    met: tuple[Met, ...] = ()
    words: Words = ""
    ref: Ref | None = None


def get(request: Request) -> Response:
    """One run: card, tasking, reports, debrief or its draft."""
    room = room_of(request)
    return reply(room, {"run": run_page(room.node, request.path_params["run"])})


async def debrief(request: Request) -> Response:
    """Say the debrief: the draft, with what people answered."""
    room = room_of(request)
    asked = read_json(await request.body(), DebriefAsked)
    run = request.path_params["run"]

    def account() -> Response:
        state = still(room.node)
        _known(state, run)
        if not (asked.words.strip() or says_something(asked.met)):
            raise Refused(NOTHING_SAID)
        drafted = draft(state, run, asked.words)
        fact = msgspec.structs.replace(drafted, met=answered(drafted.met, asked.met), ref=asked.ref)
        said, new = say(room, [fact])
        return reply(room, {"debrief": fact, "said": said}, 201 if new else 200)

    return await run_in_threadpool(account)


def answered(drafted: tuple[Met, ...], answers: tuple[Met, ...]) -> tuple[Met, ...]:
    """The drafted assumptions with people's answers in their place, and what they added."""
    given = {met.assumed: met for met in answers}
    kept = tuple(given.pop(met.assumed, met) for met in drafted)
    return kept + tuple(given.values())


def run_page(node: Node, run: str) -> RunPage:
    """Everything about one run.

    Raises:
        HTTPException: 404, there is no such run on the board.
    """
    state, now_ms = still(node), node.clock()
    _known(state, run)
    card = next((card for card in board(state, now_ms) if card.run == run), None)
    if card is None:
        raise HTTPException(404)
    told = story(state, run)
    tasked = told.tasked.fact if told.tasked else None
    debriefs = sorted(state.debriefs.get(run, {}).items())
    last = debriefs[-1][1].fact if debriefs else None
    rehearsal = state.rehearsals.get(run)
    rehearsed = rehearsal.fact if rehearsal else None
    dark_ms = told.tasking.dark_ms if told.tasking else None
    danger, fix = field(state, now_ms), card.fix
    straight = (
        turn_round(told.course, fix.place, danger, card.mode) if told.course and fix else None
    )
    return RunPage(
        card=card,
        tasked=tasked if isinstance(tasked, f.RunTasked) else None,
        reports=tuple(line(said, state) for said in with_taken_back(state, told)),
        consents=told.consents,
        debrief=last if isinstance(last, f.Debriefed) else None,
        draft=draft(state, run) if told.home_ms is not None else None,
        lost=lost_contact(state, card, told, now_ms),
        ways_now=ways_now(danger, told.tasking.ways, card.mode) if told.tasking else (),
        shut=_shut(state, told, told.tasking.ways if told.tasking else (), card.mode),
        straight_back=straight,
        back_shut=next(
            iter(_shut(state, told, straight.ways if straight else (), card.mode).values()), ""
        ),
        steps=STEPS,
        done=done(state, run, card.clock.heard_ms or 0),
        rehearsed=rehearsed if isinstance(rehearsed, f.RunRehearsed) else None,
        came=happened(told, None, dark_ms) if told.home_ms is not None else None,
        home_word=_word_id(node, told.last(f.CameHome)),
        came_in=came_in(told),
        unsaid=told.departed_ms is not None and told.last(f.Departed) is None,
    )


def _word_id(node: Node, said: Said | None) -> str:
    """The id by which a word is taken back; empty where there is none."""
    held = said and node.store.held(bytes.fromhex(said.stamp.device), said.stamp.seq)
    return held.id.hex() if held else ""


def _shut(state: State, told: Story, ways: Sequence[f.WayTold], mode: str) -> dict[int, str]:
    """Which of these ways are shut now, in words."""
    found = shut_now(state, ways, mode)
    words = {i: getattr(said.fact, "words", "") for i, said in found.items()}
    return {
        i: f"shut since {clock_words(said.happened_ms, zone_of(state, told))}"
        + (f": {words[i]}" if words[i] else "")
        for i, said in found.items()
    }


def _known(state: State, run: str) -> None:
    if run not in state.runs and run not in state.tasked:
        raise HTTPException(404)
