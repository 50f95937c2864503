"""One signed entry: what is sealed opens again, and nothing else does."""

from hashlib import sha256

import msgspec
import pytest

from holdfast.base.errors import Damaged, Refused
from holdfast.ledger import (
    EXERCISE,
    MAX_BODY_BYTES,
    Entry,
    Header,
    Signer,
    Tip,
    header_of,
    open_entry,
    run_holds,
    seal,
    signature_holds,
)

SIGNER = Signer(bytes(range(32)))


def chain(n: int, signer: Signer = SIGNER) -> list[Entry]:
    entries: list[Entry] = []
    tip = Tip()
    for i in range(n):
        entries.append(seal(b"body %d" % i, signer, tip, 1_000 + i, 0))
        tip = Tip(i, entries[-1].id)
    return entries


def framed(header: bytes, signature: bytes = bytes(64), body: bytes = b"") -> bytes:
    return b"\x01" + len(header).to_bytes(2, "big") + header + signature + body


def test_what_was_sealed_opens_again() -> None:
    """Every field, the identity and the raw bytes come back as they were."""
    entry = seal(b"hello", SIGNER, Tip(6, b"p" * 32), 1_790_000_000_000, 3, EXERCISE, b"key-1")

    opened = open_entry(entry.raw)

    assert opened == entry
    assert opened.header.seq == 7
    assert opened.exercise
    assert opened.stamp == (1_790_000_000_000, 3, bytes(SIGNER.verify_key).hex(), 7)
    assert signature_holds(opened)


def test_the_identity_is_the_hash_of_what_was_signed() -> None:
    """Version byte and header are hashed; signature and body are not."""
    entry = chain(1)[0]

    assert entry.id == sha256(b"\x01" + entry.head[3:-64]).digest()


def test_an_erased_body_leaves_the_entry_whole() -> None:
    """Without its body an entry keeps its id and its signature, and travels."""
    entry = chain(1)[0]

    bare = open_entry(entry.without_body().raw)

    assert bare.body is None
    assert bare.id == entry.id
    assert signature_holds(bare)


@pytest.mark.parametrize("size", [0, MAX_BODY_BYTES + 1])
def test_a_body_of_no_size_or_too_large_is_refused(size: int) -> None:
    """The sentence names the size and the limit."""
    with pytest.raises(Refused, match=f"takes {size} bytes"):
        seal(bytes(size), SIGNER, Tip(), 0, 0)


def test_the_largest_body_passes() -> None:
    """The limit itself is allowed."""
    entry = seal(bytes(MAX_BODY_BYTES), SIGNER, Tip(), 0, 0)

    assert open_entry(entry.raw) == entry


def test_a_body_that_was_exchanged_is_damage() -> None:
    """A body must fit the hash that was signed."""
    entry = chain(1)[0]

    with pytest.raises(Damaged, match="not the one that was signed"):
        open_entry(entry.head + b"Body 0")


@pytest.mark.parametrize(
    "header",
    [
        b"\x91" * 200 + b"\xc0",
        b"\x99" + b"\x91" * 250,
        b"\xc0",
        b"",
        b"\xdd\xff\xff\xff\xff",
        msgspec.msgpack.encode([bytes(32), -1, b"", 0, 0, bytes(32), 1, b"", 0]),
        msgspec.msgpack.encode([bytes(32), 0, b"", 2**63, 0, bytes(32), 1, b"", 0]),
        msgspec.msgpack.encode([bytes(31), 0, b"", 0, 0, bytes(32), 1, b"", 0]),
        msgspec.msgpack.encode([bytes(32), 0, bytes(32), 0, 0, bytes(32), 1, b"", 0]),
        msgspec.msgpack.encode([bytes(32), 1, b"", 0, 0, bytes(32), 1, b"", 0]),
        msgspec.msgpack.encode([bytes(32), 0, b"", 0, 0, bytes(32), 1, b"", 0, 0]),
        msgspec.msgpack.encode([bytes(32), 0, b"", 0, 0, bytes(32), 2**20, b"", 0]),
    ],
)
def test_a_header_that_is_none_is_damage(header: bytes) -> None:
    """Deep, cut, oversized or impossible headers all end in the one error."""
    with pytest.raises(Damaged):
        open_entry(framed(header))


def test_depth_in_a_body_is_nobodys_business_here() -> None:
    """A body nested 5,000 deep is carried as bytes and never entered."""
    entry = seal(b"\x91" * 5_000 + b"\xc0", SIGNER, Tip(), 0, 0)

    assert open_entry(entry.raw).body == entry.body


def test_a_signature_by_another_key_does_not_hold() -> None:
    """The header names who signed."""
    entry = chain(1)[0]
    other = Signer(b"o" * 32)
    header = Header(bytes(other.verify_key), *msgspec.structs.astuple(entry.header)[1:])
    forged = open_entry(framed(msgspec.msgpack.encode(header), entry.head[-64:], entry.body or b""))

    assert not signature_holds(forged)


def test_a_key_that_is_no_point_is_only_a_false_signature() -> None:
    """Hostile keys raise nothing."""
    for device in (bytes(32), b"\xff" * 32):
        raw = framed(msgspec.msgpack.encode([device, 0, b"", 0, 0, bytes(32), 1, b"", 0]))
        assert not signature_holds(open_entry(raw))


def test_one_signature_vouches_for_a_run() -> None:
    """Garbled signatures below the head do not matter, a broken link or a bad head does."""
    entries = chain(5)
    garbled = [open_entry(e.head[:-64] + bytes(64) + (e.body or b"")) for e in entries]

    assert run_holds([*garbled[:4], entries[4]])
    assert not run_holds([*entries[:4], garbled[4]])
    assert not run_holds([*entries[:2], *entries[3:]])
    assert not run_holds([])


@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_head_whose_frame_was_changed_is_damaged(at: int) -> None:
    """Version and length stand before what is signed: a flip there is seen all the same."""
    head = seal(b"a body", Signer.generate(), Tip(), 1, 0, 0, b"").head
    changed = bytes(b ^ (i == at) for i, b in enumerate(head))
    assert header_of(head).seq == 0
    with pytest.raises(Damaged):
        header_of(changed)
