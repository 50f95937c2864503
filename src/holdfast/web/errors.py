"""The one error table: whatever goes wrong becomes a status and a sentence.

Laws. Nobody ever reads a stack trace: what we did not expect is logged under an id, without the
words of the error (they may name people or places), answered with that id, counted, and the room
goes on. Programs get JSON, people who asked for a page get a page.
"""

import html
import logging
import secrets
import traceback
from collections.abc import Awaitable, Callable

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from holdfast.base.errors import Damaged, HoldfastError, Refused, Unavailable
from holdfast.web.desk import make_desk
from holdfast.web.lining import Busy
from holdfast.web.panels import page

log = logging.getLogger("holdfast.web")

STATUS: dict[type[HoldfastError], int] = {Refused: 422, Damaged: 400, Unavailable: 503}

SENTENCES = {
    404: "There is nothing at this address.",
    405: "This address does not answer that method.",
}


def explain(request: Request, exc: Exception) -> Response:
    """Our own errors are sentences for the person who asked."""
    status = next((STATUS[kind] for kind in type(exc).__mro__ if kind in STATUS), 500)
    at = exc.at if isinstance(exc, Damaged) else ""
    response = _to_whoever_asked(request, status, str(exc), at)
    if isinstance(exc, Busy):
        response.headers["retry-after"] = str(round(exc.retry_s))
    return response


def explain_http(request: Request, exc: Exception) -> Response:
    """Errors of HTTP itself: no such address, wrong method, too large, wrong kind of content."""
    assert isinstance(exc, HTTPException)  # noqa: S101  (the table hands us nothing else)
    sentence = SENTENCES.get(exc.status_code, exc.detail)
    response = _to_whoever_asked(request, exc.status_code, sentence)
    for name, value in (exc.headers or {}).items():
        response.headers[name] = value
    return response


TABLE: dict[type[Exception], Callable[[Request, Exception], Response]] = {
    HoldfastError: explain,
    HTTPException: explain_http,
}


def _to_whoever_asked(request: Request, status: int, sentence: str, at: str = "") -> Response:
    """As a page of the room for a person, as JSON for a program."""
    if not wants_page(request.scope):
        return answer(request.scope, status, sentence, at)
    desk = make_desk(request.app.state.room.node)
    return HTMLResponse(page("problem", desk, status=status, sentence=sentence), status)


def answer(scope: Scope, status: int, sentence: str, at: str = "") -> Response:
    """The sentence as a plain page for a browser that asked for one, else as JSON.

    It needs nothing of the room, so that it can be given at the door and when the room fails.
    """
    exercise = "<p class=exercise role=note><b>Exercise</b></p>" if _exercise(scope) else ""
    if not wants_page(scope):
        marked = {"exercise": True} if exercise else {}
        where = {"at": at} if at else {}
        return JSONResponse({"error": sentence} | where | marked, status)
    return HTMLResponse(
        "<!doctype html><html lang=en data-theme=dark><meta charset=utf-8>"
        '<meta name=viewport content="width=device-width,initial-scale=1">'
        '<link rel=stylesheet href="/static/css/theme.css">'
        '<link rel=stylesheet href="/static/css/app.css">'
        f"<title>{status} · Holdfast</title><body class=page><main id=main class=sheet>{exercise}"
        f"<h1>{html.escape(sentence)}</h1>"
        '<p><a href="/">To the room</a></p></main></body></html>',
        status,
    )


def _exercise(scope: Scope) -> bool:
    room = getattr(scope["app"].state, "room", None) if "app" in scope else None
    return room is not None and bool(room.node.exercise)


def wants_page(scope: Scope) -> bool:
    """Whether a person is looking: not an address for programs, and HTML is what they accept."""
    if str(scope.get("path", "")).startswith("/api/"):
        return False
    return any(
        name == b"accept" and b"text/html" in value for name, value in scope.get("headers", ())
    )


def note_failure(where: str, exc: BaseException) -> str:
    """Log what we did not expect, without its words; returns the id to find it by."""
    mark = secrets.token_hex(4)
    trail = "".join(traceback.format_tb(exc.__traceback__))
    log.error("failure=%s where=%s kind=%s\n%s", mark, where, type(exc).__name__, trail)
    return mark


class Heal:
    """The outermost wall, as ASGI middleware: a failure behind it is answered, counted, survived.

    Attributes:
        failures: how many there have been since the start.
    """

    def __init__(self, app: ASGIApp, count: Callable[[], None]) -> None:
        self.app, self.count = app, count

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; turn what escapes into a 500 with an id."""
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except ClientDisconnect:
            return  # whoever asked has left; there is nobody to answer
        except Exception as exc:  # noqa: BLE001  (the error table: heals, counts, goes on)
            self.count()
            mark = note_failure("web", exc)
            if not started:
                await _sorry(scope, mark)(scope, receive, send)


def _sorry(scope: Scope, mark: str) -> Callable[[Scope, Receive, Send], Awaitable[None]]:
    sentence = f"Something failed in Holdfast itself. It is logged as {mark}; please try again."
    return answer(scope, 500, sentence)
