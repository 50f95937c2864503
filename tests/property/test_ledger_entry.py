"""Whatever the bytes, `open_entry` answers with an entry or with `Damaged`."""

from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.base.errors import Damaged
from holdfast.ledger import Entry, Signer, Tip, open_entry, run_holds, seal, signature_holds

SIGNER = Signer(bytes(range(32)))
bodies = st.binary(min_size=1, max_size=300)


def opened(raw: bytes) -> Entry | None:
    try:
        return open_entry(raw)
    except Damaged:
        return None


@given(st.binary(max_size=600))
def test_any_bytes_are_an_entry_or_damage(raw: bytes) -> None:
    """Nothing but Damaged is ever raised, and what opens keeps its raw bytes."""
    entry = opened(raw)

    assert entry is None or entry.raw == raw


@given(st.binary(max_size=256), st.binary(max_size=300))
def test_any_header_in_a_sound_frame_is_an_entry_or_damage(header: bytes, rest: bytes) -> None:
    """The decoder behind the frame is fuzzed too; a false signature raises nothing either."""
    entry = opened(b"\x01" + len(header).to_bytes(2, "big") + header + rest)

    assert entry is None or not signature_holds(entry)


@given(bodies, st.binary(max_size=32), st.integers(0, 2**53 - 1), st.integers(0, 0xFFFF))
def test_sealed_and_opened_is_the_same(body: bytes, key_id: bytes, at_ms: int, flags: int) -> None:
    """Seal and open are inverse."""
    entry = seal(body, SIGNER, Tip(), at_ms, 0, flags, key_id)

    assert open_entry(entry.raw) == entry


@given(bodies, st.binary(min_size=1, max_size=50))
@settings(max_examples=20)
def test_cut_anywhere_or_with_a_tail_it_is_no_entry(body: bytes, tail: bytes) -> None:
    """Cut at every byte, only two lengths open: the whole, and the entry without its body."""
    entry = seal(body, SIGNER, Tip(), 1, 0)
    raw = entry.raw

    whole = [end for end in range(len(raw) + 1) if opened(raw[:end])]

    assert whole == [len(entry.head), len(raw)]
    assert opened(raw + tail) is None
    assert opened(tail + raw) is None


@given(bodies)
@settings(max_examples=10, deadline=None)
def test_no_flipped_bit_is_believed(body: bytes) -> None:
    """Flip each bit: it opens no more, or its signature does not hold."""
    raw = seal(body, SIGNER, Tip(), 1, 0).raw
    for bit in range(len(raw) * 8):
        flipped = bytearray(raw)
        flipped[bit // 8] ^= 1 << bit % 8
        entry = opened(bytes(flipped))
        assert entry is None or not signature_holds(entry), f"bit {bit}"


@given(st.lists(bodies, min_size=2, max_size=6), st.data())
def test_a_run_with_anything_taken_or_moved_does_not_hold(
    words: list[bytes], data: st.DataObject
) -> None:
    """Order and completeness of a run are vouched for by its head."""
    entries: list[Entry] = []
    for word in words:
        tip = Tip(len(entries) - 1, entries[-1].id) if entries else Tip()
        entries.append(seal(word, SIGNER, tip, 1, 0))
    other = data.draw(st.permutations(entries))

    assert run_holds(entries)
    assert run_holds(other) == (other == entries)
