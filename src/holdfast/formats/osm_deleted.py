"""What an editor's file says is deleted: JOSM marks it action='delete', which osmium does not read.

Law. Linear in the file; a file that never says 'action' is not parsed a second time.
"""

import bz2
import zlib
from collections.abc import Callable, Iterator
from typing import Any
from xml.parsers import expat

BLOCK = 1 << 20
LETTER = {"node": "n", "way": "w", "relation": "r"}
MARK = b"action="

Deleted = frozenset[tuple[str, int]]
"""(n, w or r; id) of each."""

NOTHING: Deleted = frozenset()


def deleted(data: Any, kind: str) -> Deleted:
    """The objects of an OSM XML file that are marked as deleted.

    Args:
        data: the file's bytes, or anything with a buffer.
        kind: 'osm', 'osm.gz', 'osm.bz2'; other kinds have no such mark.
    """
    if not kind.startswith("osm"):
        return NOTHING
    found: set[tuple[str, int]] = set()
    if _says(_blocks(data, kind)):
        _parse(_blocks(data, kind), found)
    return frozenset(found)


def _says(blocks: Iterator[bytes]) -> bool:
    """Whether the mark stands anywhere, also across two blocks."""
    tail = b""
    for block in blocks:
        if MARK in tail + block:
            return True
        tail = block[-len(MARK) :]
    return False


def _parse(blocks: Iterator[bytes], found: set[tuple[str, int]]) -> None:
    """Note what is marked, up to where the file is whole; osmium says what is wrong with it."""

    def on_start(name: str, words: dict[str, str]) -> None:
        if name in LETTER and words.get("action") == "delete":
            number = words.get("id", "")
            if number.removeprefix("-").isdecimal() and len(number) < 20:
                found.add((LETTER[name], int(number)))

    def no_entities(*_: object) -> None:
        raise expat.ExpatError("entities are not read")

    parser = expat.ParserCreate()
    parser.StartElementHandler = on_start
    parser.EntityDeclHandler = no_entities
    try:
        for block in blocks:
            parser.Parse(block)
    except (expat.ExpatError, ValueError):
        return


def _blocks(data: Any, kind: str) -> Iterator[bytes]:
    """The file's text, unpacked, in blocks; what cannot be unpacked ends it."""
    view = memoryview(data)
    unpack: Callable[[bytes], bytes] = bytes
    packed = {"osm.gz": _gunzip, "osm.bz2": _bunzip}.get(kind)
    if packed is not None:
        unpack = packed()
    try:
        for start in range(0, len(view), BLOCK):
            yield unpack(bytes(view[start : start + BLOCK]))
    except (zlib.error, OSError, ValueError):
        return
    finally:
        view.release()


def _gunzip() -> Callable[[bytes], bytes]:
    """Unpacks members of gzip, one after another."""
    one = zlib.decompressobj(wbits=31)

    def unpack(block: bytes) -> bytes:
        nonlocal one
        out = [one.decompress(block)]
        while one.eof and (rest := one.unused_data):
            one = zlib.decompressobj(wbits=31)
            out.append(one.decompress(rest))
        return b"".join(out)

    return unpack


def _bunzip() -> Callable[[bytes], bytes]:
    """Unpacks streams of bzip2, one after another."""
    one = bz2.BZ2Decompressor()

    def unpack(block: bytes) -> bytes:
        nonlocal one
        out = [one.decompress(block)]
        while one.eof and (rest := one.unused_data):
            one = bz2.BZ2Decompressor()
            out.append(one.decompress(rest))
        return b"".join(out)

    return unpack
