"""Tells by its first bytes what kind of map a file is. A file's name proves nothing."""

import bz2
import zlib

from holdfast.base.errors import Damaged

HEAD_BYTES = 4096
PEEK_BYTES = 256

OTHERS = (
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"II*\0", "a picture (TIFF)"),
    (b"MM\0*", "a picture (TIFF)"),
    (b"PK\x03\x04", "a zip archive; unpack it first"),
    (b"7z\xbc\xaf", "a 7z archive; unpack it first"),
    (b"\xfd7zXZ", "an xz archive; unpack it first"),
    (b"(\xb5/\xfd", "a zstandard archive; unpack it first"),
    (b"%PDF", "a PDF document"),
    (b"SQLite format 3", "a SQLite database"),
    (b"\x7fELF", "a program"),
    (b"\xff\xe0", "an o5m file; convert it to .osm.pbf first"),
)

ROOTS = (
    (b"<osmChange", "a file of changes (.osc), not a whole map"),
    (b"<gpx", "a GPX track, not a map"),
    (b"<kml", "a KML file, not a map of roads"),
    (b"<html", "a web page"),
    (b"<!doctype html", "a web page"),
    (b"<svg", "a drawing (SVG)"),
)

WANTED = "Give an OpenStreetMap file (.osm, .osm.gz, .osm.bz2, .osm.pbf) or GeoJSON lines."


def map_kind(head: bytes) -> str:
    """'pbf', 'osm', 'osm.gz', 'osm.bz2' or 'geojson', from the first HEAD_BYTES of a file.

    Raises:
        Damaged: it is empty or something else, with what it is where we know.
    """
    if not head:
        raise Damaged(f"The map file is empty. {WANTED}")
    if head.startswith(b"\x1f\x8b"):
        return _inside(_peek_gzip(head), "osm.gz")
    if head.startswith(b"BZh"):
        return _inside(_peek_bzip2(head), "osm.bz2")
    return _plain(head)


def _plain(head: bytes) -> str:
    """What an unpacked file is."""
    if head[:1] == b"\0" and b"OSMHeader" in head[:32]:
        return "pbf"
    for start, what in OTHERS:
        if head.startswith(start):
            raise Damaged(f"The map file is {what}. {WANTED}")
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith(b"{"):
        return "geojson"
    if text.startswith(b"<") or head.startswith((b"\xff\xfe<", b"\xfe\xff\0<")):
        return _xml(text)
    raise Damaged(f"The map file is of no kind that we can read. {WANTED}")


def _xml(text: bytes) -> str:
    """'osm', unless the first element is a well-known other one."""
    lowered = text.lower()
    for root, what in ROOTS:
        if root.lower() in lowered[:1024] and b"<osm " not in lowered and b"<osm>" not in lowered:
            raise Damaged(f"The map file is {what}. {WANTED}")
    return "osm"


def _inside(head: bytes, kind: str) -> str:
    """`kind` when what is packed is OpenStreetMap's XML."""
    if not head:
        raise Damaged(f"The map file is packed, but cannot be unpacked: it is damaged. {WANTED}")
    if _plain(head) != "osm":
        raise Damaged(
            "The map file is packed, and holds no OpenStreetMap XML; unpack it, give what is in it."
        )
    return kind


def _peek_gzip(head: bytes) -> bytes:
    """The first bytes of what is packed; b'' when it cannot be unpacked."""
    try:
        return zlib.decompressobj(wbits=31).decompress(head, PEEK_BYTES)
    except zlib.error:
        return b""


def _peek_bzip2(head: bytes) -> bytes:
    """The first bytes of what is packed; a bzip2 block is long, so often none are to be had yet."""
    try:
        return bz2.BZ2Decompressor().decompress(head, PEEK_BYTES) or b"<osm "
    except (OSError, ValueError):
        return b""
