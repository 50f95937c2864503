"""What was told of the room, part by part with the version that told it; what somebody missed.

Laws. Panels are told whole when they differ; a collection is told feature by feature, known by
their ids. Whoever has seen version V gets what was told after V, and each only as it is now: a
slow reader costs no memory, and skips what is no longer so. No part but a single feature or panel
is longer than PART_BYTES. Those who have seen the same get the same bytes, packed once.
"""

import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import msgspec

from holdfast.web.checksum import Carried

PART_BYTES = 64_000
"""A part is read and drawn at once, and what is under way when a line breaks is lost (assumed)."""
GONE_KEPT = 20_000
"""Features that are gone are remembered so far back; whoever missed more gets the whole (assumed).
"""
SMALL_BYTES = 256_000
"""A picture of this size is made anew for whoever joins (assumed: some ms)."""
LEVEL = 6


@dataclass(eq=False)
class Frame:
    """One event as bytes, and the same packed: whoever listens gets these very bytes."""

    plain: bytes

    @cached_property
    def packed(self) -> bytes:
        """As blocks of raw deflate that look back at nothing before them and end on a byte."""
        pack = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
        return pack.compress(self.plain) + pack.flush(zlib.Z_FULL_FLUSH)

    @cached_property
    def checksum(self) -> Carried:
        """The check sum of a stream, carried on over this."""
        return Carried(self.plain)

    @cached_property
    def plain_chunk(self) -> bytes:
        """As it stands in an answer of unknown length."""
        return chunk(self.plain)

    @cached_property
    def packed_chunk(self) -> bytes:
        """The same, packed."""
        return chunk(self.packed)


def chunk(body: bytes) -> bytes:
    """One chunk of an answer of unknown length (RFC 9112, 7.1)."""
    return b"%x\r\n%b\r\n" % (len(body), body)


@dataclass(slots=True)
class _Collection:
    """One collection of the map: id -> (the version that told it, its GeoJSON); first told when."""

    born: int
    features: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    version: int = 0


Key = tuple[str, str]
"""("panel", id), or a collection's name and a feature's id."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What is not as it was told: a panel's HTML or a feature's GeoJSON; None where it is gone."""

    key: Key
    now: bytes | None

    @property
    def n_bytes(self) -> int:
        """About what it takes to tell."""
        return len(self.now or self.key[1]) + len(self.key[1])


class Told:
    """The room as it was told.

    Attributes:
        version: counts the changes told so far; goes on counting over a restart.
    """

    def __init__(self, version: int, clock: Callable[[], Mapping[str, object]]) -> None:
        self.version = self._since_ever = version
        self._clock = clock
        self._panels: dict[str, tuple[int, bytes]] = {}
        self._map: dict[str, _Collection] = {}
        self._gone: deque[tuple[int, Key]] = deque()
        self._whole: tuple[int, list[Frame]] | None = None
        self._shared: dict[int, list[Frame]] = {}

    # -- telling -----------------------------------------------------------------------------

    def differences(
        self, panels: Mapping[str, str], drawn: Mapping[str, Mapping[str, Any]]
    ) -> list[Difference]:
        """What of these differs from what was told: panels first, then the map.

        It takes its time and changes nothing, so it may run beside those who read; not beside
        `tell`.
        """
        found: list[Difference] = []
        for name, html in panels.items():
            now = msgspec.json.encode(html)
            if self._panels.get(name, (0, b""))[1] != now:
                found.append(Difference(("panel", name), now))
        for name, collection in drawn.items():
            found += self._differences(name, collection["features"])
        return found

    def _differences(self, name: str, features: list[Any]) -> Iterator[Difference]:
        told = self._map[name].features if name in self._map else {}
        here = set()
        for feature in features:
            key = str(feature["id"])
            here.add(key)
            now = msgspec.json.encode(feature)
            if key not in told or told[key][1] != now:
                yield Difference((name, key), now)
        yield from (Difference((name, key), None) for key in told if key not in here)

    def tell(self, news: list[Difference], collections: Iterable[str] = ()) -> int:
        """Remember these as told with a new version; about how many bytes that takes.

        Args:
            news: what of `differences` is to be told.
            collections: names of those that there are, empty ones too.
        """
        self.version += 1
        self._shared.clear()
        for name in collections:
            self._map.setdefault(name, _Collection(self.version, version=self.version))
        for each in news:
            self._keep(each)
        while len(self._gone) > GONE_KEPT:
            self._since_ever = self._gone.popleft()[0]
        return sum(each.n_bytes for each in news)

    def _keep(self, news: Difference) -> None:
        part, key = news.key
        if part == "panel":
            self._panels[key] = (self.version, news.now or b'""')
            return
        collection = self._map[part]
        collection.version = self.version
        if news.now is None:
            del collection.features[key]
            self._gone.append((self.version, news.key))
        else:
            collection.features[key] = (self.version, news.now)

    # -- what somebody missed ----------------------------------------------------------------

    def knows(self, since: int | None) -> bool:
        """Whether we still know all that was told after this version."""
        return since is not None and self._since_ever <= since <= self.version

    def panel(self, name: str) -> str:
        """A panel's HTML as it was told last; empty where it never was."""
        return msgspec.json.decode(self._panels.get(name, (0, b'""'))[1], type=str)

    def whole(self) -> tuple[int, list[Frame]]:
        """Everything in parts, and the version that has been seen with them.

        It may be somewhat old: what was told since comes after it, as for anybody.
        """
        if self._whole is None or not self.knows(self._whole[0]) or self._is_stale(self._whole[0]):
            self._whole = (self.version, self._frames(0))
        return self._whole

    def since(self, version: int) -> list[Frame]:
        """What was told after this version, in parts; the same list for all who have seen it."""
        if version not in self._shared:
            self._shared[version] = self._frames(version)
        return self._shared[version]

    def _is_stale(self, version: int) -> bool:
        """Whether what was told since is much beside the whole, or the whole is soon made."""
        if version == self.version:
            return False
        sizes = [(v > version, len(b)) for v, b in self._kept()]
        n_bytes = sum(n for _, n in sizes)
        return n_bytes < SMALL_BYTES or 4 * sum(n for new, n in sizes if new) > n_bytes

    def _kept(self) -> Iterator[tuple[int, bytes]]:
        yield from self._panels.values()
        for collection in self._map.values():
            yield from collection.features.values()

    def _frames(self, version: int) -> list[Frame]:
        parts = list(_parts(self._pieces(version))) or [_Part()]
        clock = msgspec.json.encode(self._clock())
        last = len(parts) - 1
        return [
            Frame(event("change", part.body(clock), self.version if i == last else None))
            for i, part in enumerate(parts)
        ]

    def _pieces(self, version: int) -> "Iterator[_Piece]":
        """What was told after a version: alarms first, then the map, then the other panels."""
        panels = [(k, b) for k, (v, b) in self._panels.items() if v > version]
        yield from (_Piece("panel", name, html) for name, html in panels if is_urgent(name))
        gone = dict.fromkeys(key for v, key in self._gone if v > version)
        for name, collection in self._map.items():
            if collection.version <= version:
                continue
            if collection.born > version:
                yield _Piece(name, "", b"", starts=True)
            for key, (v, b) in collection.features.items():
                if v > version:
                    yield _Piece(name, key, b)
            for part, key in gone if collection.born <= version else ():
                if part == name and key not in collection.features:
                    yield _Piece(name, key, b"")
        yield from (_Piece("panel", name, html) for name, html in panels if not is_urgent(name))


def is_urgent(panel: str) -> bool:
    """Whether a panel shows alarms: it comes first and waits for nothing."""
    return panel.startswith("alarm")


@dataclass(frozen=True, slots=True)
class _Piece:
    """One panel, one feature, one feature that is gone (no GeoJSON), or a collection's start."""

    part: str
    key: str
    now: bytes
    starts: bool = False


@dataclass(slots=True)
class _Part:
    """What goes into one event."""

    panels: dict[str, bytes] = field(default_factory=dict)
    map: dict[str, list[_Piece]] = field(default_factory=dict)
    n_bytes: int = 0

    def add(self, piece: _Piece) -> None:
        """One more."""
        self.n_bytes += len(piece.now) + len(piece.key) + 20
        if piece.part == "panel":
            self.panels[piece.key] = piece.now
        else:
            self.map.setdefault(piece.part, []).append(piece)

    def body(self, clock: bytes) -> bytes:
        """As JSON."""
        panels = _object((name, html) for name, html in self.panels.items())
        drawn = _object((name, _collection(pieces)) for name, pieces in self.map.items())
        return b'{"panels":%s,"map":%s,"clock":%s}' % (panels, drawn, clock)


def _parts(pieces: Iterator[_Piece]) -> Iterator[_Part]:
    part = _Part()
    for piece in pieces:
        if part.n_bytes and part.n_bytes + len(piece.now) > PART_BYTES:
            yield part
            part = _Part()
        part.add(piece)
    if part.n_bytes:
        yield part


def _object(members: Iterator[tuple[str, bytes]]) -> bytes:
    return b"{%s}" % b",".join(b"%s:%s" % (msgspec.json.encode(k), v) for k, v in members)


def _collection(pieces: list[_Piece]) -> bytes:
    """GeoJSON with two members of our own: `whole` (forget the others) and `gone` (these ids)."""
    whole = b',"whole":true' if any(piece.starts for piece in pieces) else b""
    gone = [piece.key for piece in pieces if not piece.now and not piece.starts]
    left = b',"gone":%s' % msgspec.json.encode(gone) if gone else b""
    drawn = b",".join(piece.now for piece in pieces if piece.now)
    return b'{"type":"FeatureCollection"%s%s,"features":[%s]}' % (whole, left, drawn)


def event(name: str, body: bytes, version: int | None) -> bytes:
    """One event; JSON has no bare line breaks, so its data is one line.

    Only the last part carries the version: who loses the line before it asks for all again.
    """
    mark = b"" if version is None else b"id: %d\n" % version
    return b"%sevent: %s\ndata: %s\n\n" % (mark, name.encode(), body)
