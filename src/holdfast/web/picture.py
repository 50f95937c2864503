"""What the room knows, as data: the views, the map, the log, and the look for the live stream.

Law. Views are computed from a copy of belief, so that they agree with each other and nobody who
speaks waits for them.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from holdfast.base.geo import Place
from holdfast.know.log import LogLine, line
from holdfast.know.picture import feature, picture, point
from holdfast.node import Node
from holdfast.run.board import Card
from holdfast.web.asked import whole
from holdfast.web.desk import make_desk
from holdfast.web.live import Look
from holdfast.web.panels import ROOM, render
from holdfast.web.room import base_of, clock_of, reply, room_of, still
from holdfast.web.told import is_urgent

Geo = dict[str, Any]
NEVER = 2**53
LOG_LIMIT = 500
OUTSIDE = frozenset({"outbound", "on_site", "returning"})
PLACE_DIGITS = 4
"""A reckoned place is told to 11 m: it is not known better, and is not news every second."""
REACH_STEP_M = 50.0


def look(node: Node) -> Iterator[Look]:
    """The room at this moment: first the map, which is quick, then the alarms and the teams; then
    the other panels, which wait where the next alarm is at hand."""
    state, now_ms = still(node), node.clock()
    yield Look({}, picture(state, now_ms))
    desk = make_desk(node)
    yield Look(
        panels={panel: render(panel, desk) for panel in ROOM if is_urgent(panel)},
        map={"teams": teams(desk.cards)},
        clock_mark=(getattr(node.clock, "n_set", 0), node.n_jumps, desk.rate, desk.zone),
        rest_waits=True,
    )
    panels = {}
    for panel in ROOM:
        if not is_urgent(panel):
            panels[panel] = render(panel, desk)
            yield Look({}, {}, rest_waits=True)
    yield Look(panels, {})


def get_state(request: Request) -> Response:
    """Every view, from one moment."""
    room = room_of(request)
    desk, base = make_desk(room.node), base_of(room.node)
    views = {part.name: getattr(desk, part.name) for part in fields(desk)}
    for part in ("plans", "base", "name", "place", "zone", "now_ms", "rate", "exercise", "sun",
                 "item_facts"):  # fmt: skip
        del views[part]
    return reply(
        room,
        {
            "clock": room.clock() | {"now_ms": desk.now_ms},
            "base": base,
            "daylight": desk.sun,
            "board": views.pop("cards"),
            "plans": [plan.plan for plan in desk.plans],
            **views,
        },
    )


def get_map(request: Request) -> Response:
    """Everything on the map as GeoJSON collections by name, teams among them."""
    room = room_of(request)
    desk = make_desk(room.node)
    drawn = picture(still(room.node), desk.now_ms)
    return reply(room, drawn | {"teams": teams(desk.cards), "clock": clock_of(room.node)})


def teams(cards: Sequence[Card]) -> Geo:
    """The teams outside: where they are believed to be, a lost one where it was last heard."""
    outside = [card for card in cards if card.phase in OUTSIDE]
    return {"type": "FeatureCollection", "features": list(_teams(outside))}


def _teams(cards: Iterable[Card]) -> Iterable[Geo]:
    for card in cards:
        fix = card.fix
        if fix is None:
            continue
        lost = card.clock.overdue_ms > 0
        where = fix.reported_place if lost else fix.place
        yield feature(
            point(Place(*(round(degree, PLACE_DIGITS) for degree in where))),
            card.run,
            run=card.run,
            call=card.call,
            phase=card.phase,
            objective=card.objective,
            lost=lost,
            reckoned=fix.reckoned and not lost,
            ended=fix.ended and not lost,
            reported_ms=fix.reported_ms,
            placed_ms=fix.placed_ms,
            heading_deg=round(fix.heading_deg / 5) * 5 % 360,
            reach_m=round(fix.reach_m / REACH_STEP_M) * REACH_STEP_M,
            help=bool(card.help),
        )


def get_log(request: Request) -> Response:
    """The log, newest first; `before` is the `next` of the page before."""
    room = room_of(request)
    limit = whole(request, "limit", 100, 1, LOG_LIMIT)
    before = whole(request, "before", NEVER, 1, NEVER)
    lines, following = log_page(room.node, before, limit)
    return reply(room, {"log": lines, "next": following})


def log_page(node: Node, before: int, limit: int) -> tuple[list[LogLine], int | None]:
    """At most `limit` lines that arrived before number `before`, newest first, and what follows.

    Numbers count arrivals at this node, from 1; None follows when the beginning was reached.
    """
    last = min(before - 1, node.store.count())
    first = max(0, last - limit)
    words = []
    for row in node.store.rows(after=first):
        if row.n > last:
            break
        if (said := node.said_in(row)) is not None:
            words.append(said)
    state = still(node)
    lines = [line(said, state) for said in reversed(words)]
    return lines, first + 1 if first else None
