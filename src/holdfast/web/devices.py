"""Which devices speak here: the page on which a person takes one in, and the same as JSON."""

from collections.abc import Iterable
from dataclasses import asdict

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from holdfast.base.clock import DAY_MS
from holdfast.facts.said import Said
from holdfast.know.log import LogLine, line
from holdfast.know.state import State
from holdfast.web.desk import make_desk
from holdfast.web.panels import page
from holdfast.web.room import reply, room_of, still


def get(request: Request) -> Response:
    """Who speaks here, and what is held of whom."""
    room = room_of(request)
    roster, state = room.node.roster(), still(room.node)
    told = asdict(roster)
    for part in ("held", "forks"):
        for shown, one in zip(told[part], getattr(roster, part), strict=True):
            for words in ("urgent", "newest", "words"):
                if words in shown:
                    shown[words] = lines(getattr(one, words), state)
    told["founders"] = lines(roster.founders, state)
    return reply(room, told)


def get_page(request: Request) -> Response:
    """The page."""
    node = room_of(request).node
    roster, state = node.roster(), still(node)
    held = {one.device: lines((*one.urgent, *one.newest), state) for one in roster.held}
    forks = {one.device: lines(one.words, state) for one in roster.forks}
    return HTMLResponse(
        page(
            "devices", make_desk(node), roster=roster, held=held, forks=forks, day_ms=DAY_MS,
            founders=lines(roster.founders, state), found_wrong=node.found_wrong,
        )
    )  # fmt: skip


def lines(said: Iterable[Said], state: State) -> list[LogLine]:
    """In words."""
    return [line(one, state) for one in {s.stamp: s for s in said}.values()]
