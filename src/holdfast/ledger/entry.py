"""One signed entry of one device's chain: header and body apart, so that a body can be erased.

Laws. What was signed is kept raw and never re-encoded; an entry's identity is the hash of those
raw bytes. `open_entry` raises nothing but `Damaged`, whatever it is fed. Bodies are opaque here.

On the wire and on disk, lengths first and nothing left over::

    version   1 byte    0x01
    length    2 bytes   of the header, big-endian
    header    `length` bytes: a msgpack array, see Header
    signature 64 bytes  Ed25519 over version and header
    body      header.body_bytes bytes, or nothing at all when it was erased
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from itertools import pairwise
from typing import Annotated, NamedTuple

import msgspec
from msgspec import Meta
from nacl.bindings import crypto_sign, crypto_sign_open
from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey

from holdfast.base.clock import Stamp
from holdfast.base.errors import Damaged, Refused

VERSION = b"\x01"
LENGTH_BYTES = 2
SIGNATURE_BYTES = 64
MAX_HEADER_BYTES = 256
"""The largest header there can be takes some 200 bytes; the rest is air for wide encodings."""

MAX_BODY_BYTES = 256 * 1024
"""A chosen plan carries its ways: 9 ways of 1,500 points, two int32 a point, are 108 kB; twice
that with its reasons. More than this belongs in a file of its own (assumed)."""

MAX_ENTRY_BYTES = 1 + LENGTH_BYTES + MAX_HEADER_BYTES + SIGNATURE_BYTES + MAX_BODY_BYTES

EXERCISE = 1
"""Flag: said in a drill. Such an entry never enters a real ledger, nor the reverse."""

Signer = SigningKey
"""What signs: the device's Ed25519 key."""

Bytes32 = Annotated[bytes, Meta(min_length=32, max_length=32)]
Whole = Annotated[int, Meta(ge=0, le=2**53 - 1)]  # exact in SQLite, JSON and JavaScript alike


class Tip(NamedTuple):
    """The last entry we hold of a device's chain. A chain not yet begun has seq -1 and id b''."""

    seq: int = -1
    id: bytes = b""


class Header(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True, gc=False):
    """What the device signs.

    Attributes:
        device: the Ed25519 public key.
        seq: place in the device's chain, from 0.
        previous: id of the entry before; b'' at 0.
        at_ms: hybrid clock, milliseconds since 1970 UTC.
        tick: hybrid clock, counts within one millisecond.
        body_hash: SHA-256 of the body as stored.
        body_bytes: length of the body as stored, at least 1.
        key_id: b'' when the body is clear; else it is sealed under the key with this id, and is
            carried along by whoever does not have that key.
        flags: bit 0 is EXERCISE; others are carried.
    """

    device: Bytes32
    seq: Whole
    previous: Annotated[bytes, Meta(max_length=32)]
    at_ms: Whole
    tick: Whole
    body_hash: Bytes32
    body_bytes: Annotated[int, Meta(ge=1, le=MAX_BODY_BYTES)]
    key_id: Annotated[bytes, Meta(max_length=32)]
    flags: Annotated[int, Meta(ge=0, le=0xFFFF)]


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as it travels and rests.

    Attributes:
        head: version, length, header and signature, raw.
        body: the body as stored; None when it was erased or did not come.
        header: what `head` says.
        id: SHA-256 of version and header, 32 bytes.
    """

    head: bytes
    body: bytes | None
    header: Header
    id: bytes

    @property
    def raw(self) -> bytes:
        """The bytes that travel; `open_entry` reads them back."""
        return self.head + (self.body or b"")

    @property
    def stamp(self) -> Stamp:
        """When and by which device it was said."""
        h = self.header
        return Stamp(h.at_ms, h.tick, h.device.hex(), h.seq)

    @property
    def exercise(self) -> bool:
        """Whether it was said in a drill."""
        return bool(self.header.flags & EXERCISE)

    def without_body(self) -> "Entry":
        """The same entry with its body gone; it keeps its id, its signature and its place."""
        return replace(self, body=None)


def name_of(device: bytes) -> str:
    """How a device is named to people: the first 8 hex digits of its key."""
    return device.hex()[:8]


def device_of(signer: Signer) -> bytes:
    """The public key that stands for a signer in its entries."""
    return bytes(signer.verify_key)


def check_body(body: bytes) -> None:
    """Refuse a body that no entry can hold.

    Raises:
        Refused: it is empty or longer than MAX_BODY_BYTES.
    """
    if not 1 <= len(body) <= MAX_BODY_BYTES:
        raise Refused(
            f"What was said takes {len(body)} bytes, an entry holds 1 to {MAX_BODY_BYTES}. "
            "Say it in smaller parts."
        )


def seal(
    body: bytes,
    signer: Signer,
    tip: Tip,
    at_ms: int,
    tick: int,
    flags: int = 0,
    key_id: bytes = b"",
) -> Entry:
    """Sign a body as the next link after `tip` of this signer's chain.

    Raises:
        Refused: the body is empty or longer than MAX_BODY_BYTES.
    """
    check_body(body)
    device, body_hash = device_of(signer), sha256(body).digest()
    header = Header(device, tip.seq + 1, tip.id, at_ms, tick, body_hash, len(body), key_id, flags)
    encoded = msgspec.msgpack.encode(header)
    signed = VERSION + encoded
    signature = crypto_sign(signed, bytes(signer) + device)[:SIGNATURE_BYTES]
    head = VERSION + len(encoded).to_bytes(LENGTH_BYTES, "big") + encoded + signature
    return Entry(head, body, header, sha256(signed).digest())


def open_entry(raw: bytes) -> Entry:
    """Parse an entry and hold its body against the hash in its header; judge no signature.

    Raises:
        Damaged: the bytes are no entry, or not a whole one.
    """
    if len(raw) > MAX_ENTRY_BYTES:
        raise Damaged(f"This entry of {len(raw)} bytes is larger than any may be.")
    length = int.from_bytes(raw[1 : 1 + LENGTH_BYTES], "big")
    end = 1 + LENGTH_BYTES + length + SIGNATURE_BYTES
    if raw[:1] != VERSION:
        raise Damaged("This entry is of no version that this Holdfast can read.")
    if length > MAX_HEADER_BYTES or len(raw) < end:
        raise Damaged("This entry is cut off or its length is wrong.")
    head, body = raw[:end], raw[end:] or None
    header = header_of(head)
    if not body_fits(header, body):
        raise Damaged(f"The body of {_place(header)} is not the one that was signed.")
    return Entry(head, body, header, id_of(head))


@cache
def _frame(n_bytes: int) -> bytes:
    """Version and length as they stand before a header, in a head of so many bytes; headers differ
    by a few lengths only.
    """
    length = max(0, n_bytes - 1 - LENGTH_BYTES - SIGNATURE_BYTES)
    return VERSION + length.to_bytes(LENGTH_BYTES, "big")


def header_of(head: bytes) -> Header:
    """What a head says, whose frame (version and length) must be as it was sealed: no hash and no
    signature vouches for those.

    Raises:
        Damaged: it says nothing that we understand, or not in its frame.
    """
    if not head.startswith(_frame(len(head))):
        raise Damaged("The frame of this entry is not as it was sealed.")
    try:
        header = _decode(head[1 + LENGTH_BYTES : -SIGNATURE_BYTES])
    except (msgspec.DecodeError, RecursionError) as exc:
        raise Damaged(f"The header of this entry cannot be read: {exc}.") from exc
    if len(header.previous) != (32 if header.seq else 0):
        raise Damaged(f"{_place(header)} does not name the entry before it as it must.")
    return header


def id_of(head: bytes) -> bytes:
    """The identity of an entry: SHA-256 of version and header as they were signed."""
    return sha256(VERSION + head[1 + LENGTH_BYTES : -SIGNATURE_BYTES]).digest()


def body_fits(header: Header, body: bytes | None) -> bool:
    """Whether this is the body the header speaks of; an absent body always fits."""
    return body is None or (
        len(body) == header.body_bytes and sha256(body).digest() == header.body_hash
    )


def signature_holds(entry: Entry) -> bool:
    """Whether the device named in the header signed these very bytes."""
    head = entry.head
    signed = head[-SIGNATURE_BYTES:] + VERSION + head[1 + LENGTH_BYTES : -SIGNATURE_BYTES]
    try:
        crypto_sign_open(signed, entry.header.device)
    except (BadSignatureError, ValueError):
        return False
    return True


def linked(before: Entry, after: Entry) -> bool:
    """Whether `after` is the next link of the same chain."""
    b, a = before.header, after.header
    return a.device == b.device and a.seq == b.seq + 1 and a.previous == before.id


def run_holds(entries: Sequence[Entry]) -> bool:
    """Whether these are a contiguous run of one chain whose last entry is truly signed.

    Each link names the hash of the one before, so the signature on the last vouches for what
    all of them say; the other signatures are not looked at.
    """
    return (
        bool(entries)
        and all(linked(a, b) for a, b in pairwise(entries))
        and signature_holds(entries[-1])
    )


_decode = msgspec.msgpack.Decoder(Header).decode


def _place(header: Header) -> str:
    return f"Entry {header.seq} of device {name_of(header.device)}"
