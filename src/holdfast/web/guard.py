"""The door of the room: who may ask at all, from where, with how much.

Laws. We answer only under names that are ours, so that a strange page cannot reach us by pointing
its own name at this machine (DNS rebinding). A word that changes anything comes as JSON or
msgpack, from our own pages or from a program, never from another site. Another site may lead
somebody to a page, and reads nothing itself. No body is held beyond its limit. Bound off loopback,
every request needs the session that the printed link gave. Every answer
forbids what our pages do not need.
"""

import hashlib
import ipaddress
import secrets
from dataclasses import dataclass, field
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from holdfast.store.doorkey import new_key
from holdfast.web.errors import answer

JSON_BYTES = 1_000_000
ENTRIES_BYTES = 8_000_000
ENTRIES_PATH = "/api/entries"
JOIN_PATH = "/join"
COOKIE = "holdfast"
NO_PAGES = ("/api/", "/tiles/", "/static/", "/healthz", "/sw.js")
"""What people are not led to from another site."""

ADMITTED_S = 180 * 86_400
"""How long a browser stays admitted (assumed): a phone whose browser was closed on the way must
still deliver what waits on it. A new key ends it at once."""

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        "worker-src 'self' blob:; img-src 'self' data: blob:; font-src 'self'; "
        "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


@dataclass(frozen=True, slots=True)
class Door:
    """How this room may be reached.

    Attributes:
        names: host names that are ours, lower case, without port.
        any_address: also answer to any numeric address; an address cannot be rebound.
        key: the random key of the printed link; empty when bound to loopback, where the
            machine's own users are trusted.
    """

    names: frozenset[str] = LOOPBACK_NAMES
    any_address: bool = False
    key: str = field(default="", repr=False)

    @property
    def session(self) -> str:
        """What the cookie of an admitted browser holds: made from the key, not the key."""
        return hashlib.blake2b(b"holdfast session\0" + self.key.encode()).hexdigest()[:40]

    def ours(self, host: str) -> bool:
        """Whether a Host header names us."""
        name = _without_port(host)
        if name in self.names:
            return True
        return self.any_address and _is_address(name)


def door_for(host: str, name: str = "", key: str = "") -> Door:
    """The door of a room that is bound to `host` and also served under `name`.

    A host that is not a loopback address asks for `key`, or for a fresh random one.
    """
    names = LOOPBACK_NAMES | {n.strip().lower() for n in (host, *name.split(",")) if n.strip()}
    if is_loopback(host):
        return Door(names)
    return Door(names, any_address=True, key=key or new_key())


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches that address."""
    return host.lower() in LOOPBACK_NAMES


class Guard:
    """ASGI middleware that applies a Door's rules."""

    def __init__(self, app: ASGIApp, door: Door) -> None:
        self.app, self.door = app, door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse at the door, or pass on with the body counted and the answer's headers set."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        response = self._turned_away(scope, headers)
        if response is not None:
            await response(scope, receive, _with_headers(send))
            return
        await self.app(scope, _counted(scope, headers, receive), _with_headers(send))

    def _turned_away(self, scope: Scope, headers: Headers) -> Response | None:
        try:
            self._check_host(headers)
            if self.door.key:
                if scope["path"] == JOIN_PATH:
                    return self._join(scope)
                self._check_session(headers)
            if scope["method"] in ("GET", "HEAD"):
                _check_reader(scope, headers)
            else:
                _check_source(scope, headers)
                _check_content(scope, headers)
        except HTTPException as exc:
            return answer(scope, exc.status_code, exc.detail)
        return None

    def _check_host(self, headers: Headers) -> None:
        hosts = headers.getlist("host")
        if len(hosts) != 1 or not hosts[0]:
            raise HTTPException(400, "The request must say which host it means, once.")
        if not self.door.ours(hosts[0]):
            raise HTTPException(
                421,
                "This room does not go by that name. Open it under the address that was printed, "
                "or start it with --hostname.",
            )

    def _check_session(self, headers: Headers) -> None:
        if not secrets.compare_digest(_cookie(headers), self.door.session.encode()):
            raise HTTPException(
                401, "This room is open only to those who have the link that was printed at start."
            )

    def _join(self, scope: Scope) -> Response:
        """Give the session to whoever has the key.

        The answer is a page that leads on by itself and no redirect: browsers hold back a
        SameSite=Strict cookie on a redirect that began at another site.
        """
        given = parse_qs(scope["query_string"].decode("latin-1")).get("key", [""])[0]
        if not secrets.compare_digest(given.encode(), self.door.key.encode()):
            raise HTTPException(
                401,
                "This is not the link that was printed at start. Ask for the new one.",
            )
        page = HTMLResponse(
            "<!doctype html><html lang=en><meta charset=utf-8><title>Holdfast</title>"
            '<meta http-equiv=refresh content="0;url=/"><p><a href="/">To the room</a></p></html>',
            headers={"Cache-Control": "no-store"},
        )
        page.set_cookie(
            COOKIE, self.door.session, ADMITTED_S, path="/", httponly=True, samesite="strict"
        )
        return page


def _check_source(scope: Scope, headers: Headers) -> None:
    """A browser says where a request comes from; it must come from our own pages."""
    origin, fetch_site = headers.get("origin"), headers.get("sec-fetch-site")
    ours = f"{scope.get('scheme', 'http')}://{headers['host']}".lower()
    if origin is not None and origin.lower() != ours:
        raise HTTPException(403, "Another site may not speak here.")
    if fetch_site is not None and fetch_site.lower() not in ("same-origin", "none"):
        raise HTTPException(403, "Another site may not speak here.")


def _check_reader(scope: Scope, headers: Headers) -> None:
    """Another site may lead somebody to a page of ours; it may not read, draw or frame anything."""
    if headers.get("sec-fetch-site", "none").lower() in ("same-origin", "none"):
        if headers.get("origin") is not None:
            _check_source(scope, headers)
        return
    opens = headers.get("sec-fetch-mode", "").lower() == "navigate"
    whole = headers.get("sec-fetch-dest", "document").lower() == "document"
    if not (opens and whole) or scope["path"].startswith(NO_PAGES):
        raise HTTPException(403, "Another site may not read here. Open the room by its address.")


def _check_content(scope: Scope, headers: Headers) -> None:
    """The content must be of the kind that a page of another site cannot send unasked."""
    said = headers.get("content-type", "").partition(";")[0].strip().lower()
    kinds = (
        ("application/msgpack", "application/x-msgpack", "application/vnd.msgpack")
        if scope["path"] == ENTRIES_PATH
        else ("application/json",)
    )
    if said not in kinds:
        raise HTTPException(415, f"The content must be {kinds[0]}, and the request must say so.")
    if headers.get("content-encoding", "identity").lower() != "identity":
        raise HTTPException(415, "The content must not be compressed.")


def _counted(scope: Scope, headers: Headers, receive: Receive) -> Receive:
    """`receive`, which refuses a body beyond its limit, announced or not."""
    limit = ENTRIES_BYTES if scope["path"] == ENTRIES_PATH else JSON_BYTES
    announced = headers.get("content-length", "")
    too_large = HTTPException(413, f"That is too much at once; the limit here is {limit:,} bytes.")
    n_bytes = 0

    async def counted() -> Message:
        nonlocal n_bytes
        if announced.isdecimal() and int(announced[:20]) > limit:
            raise too_large
        message = await receive()
        n_bytes += len(message.get("body", b""))
        if n_bytes > limit:
            raise too_large
        return message

    return counted


def _with_headers(send: Send) -> Send:
    async def sealed(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            headers.setdefault("Cache-Control", "no-store")
        await send(message)

    return sealed


def _cookie(headers: Headers) -> bytes:
    """Our cookie's value, read from left to right; the standard library's reader looks back."""
    for part in headers.get("cookie", "").split(";"):
        name, _, value = part.partition("=")
        if name.strip() == COOKIE:
            return value.strip().strip('"').encode()
    return b""


def _without_port(host: str) -> str:
    """The name in a Host header: "[::1]:80" gives "::1"."""
    if host.startswith("["):
        return host[1:].partition("]")[0].lower()
    return host.partition(":")[0].lower().rstrip(".")


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
