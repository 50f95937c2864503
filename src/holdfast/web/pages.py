"""The pages that people look at. Each is drawn from one Desk."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from holdfast.account.record import record
from holdfast.know.settings import settings
from holdfast.web.asked import whole
from holdfast.web.charts.reliability import reliability
from holdfast.web.desk import make_desk
from holdfast.web.panels import page
from holdfast.web.phone_parts import PAGES, VERSION_HEADER, version
from holdfast.web.picture import NEVER, log_page
from holdfast.web.room import reply, room_of
from holdfast.web.runs import run_page

LOG_LINES = 200

Endpoint = Callable[[Request], Response]


def of(name: str, **asked: str) -> Endpoint:
    """The endpoint of a page that needs the Desk, and perhaps words of the query.

    `asked` names what the page calls a word and what the query calls it.
    """

    def get(request: Request) -> Response:
        more = {ours: request.query_params.get(theirs) for ours, theirs in asked.items()}
        return _page(request, name, **more)

    get.__name__ = f"page_{name}"
    return get


def run(request: Request) -> Response:
    """One run: its clock, tasking, reports and debrief."""
    return _page(request, "run", run=run_page(room_of(request).node, request.path_params["run"]))


def field(request: Request) -> Response:
    """The big buttons of one team."""
    found = run_page(room_of(request).node, request.path_params["run"])
    return _page(request, "field_run", card=found.card)


def log(request: Request) -> Response:
    """The whole log, a page at a time."""
    node = room_of(request).node
    lines, following = log_page(node, whole(request, "before", NEVER, 1, NEVER), LOG_LINES)
    return _page(request, "log", lines=lines, more=following)


def settings_page(request: Request) -> Response:
    """The numbers that a base may set, and whose they are."""
    return _page(request, "settings", lines=settings(room_of(request).node.state))


def get_settings(request: Request) -> Response:
    """The same as JSON."""
    room = room_of(request)
    return reply(room, {"settings": [asdict(line) for line in settings(room.node.state)]})


def record_page(request: Request) -> Response:
    """How right the rehearsals were."""
    told = record(room_of(request).node.state)
    kinds = (
        ("Somebody harmed", told.harm),
        ("A contact", told.contact),
        ("Home late, or not home", told.late),
        ("What was sought was there", told.there),
    )
    return _page(
        request, "record", told=told, kinds=kinds, diagram=reliability,
        share=lambda p: f"{p:.0%}",
    )  # fmt: skip


def get_record(request: Request) -> Response:
    """The same as JSON."""
    room = room_of(request)
    return reply(room, {"record": asdict(record(room.node.state))})


def _page(request: Request, name: str, **more: Any) -> Response:
    headers = {}
    if f"{name}.html" in PAGES:
        headers, more = {VERSION_HEADER: version()}, more | {"version": version()}
    return HTMLResponse(page(name, make_desk(room_of(request).node), **more), headers=headers)
