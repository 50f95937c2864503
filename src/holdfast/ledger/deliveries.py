"""A delivery from any link, in portions that fit in memory."""

from collections import Counter
from collections.abc import Iterable, Iterator

from holdfast.base.errors import Damaged
from holdfast.ledger.admit import Verdict
from holdfast.ledger.entry import Entry, open_entry

DELIVERY_BYTES = 32 * 1024 * 1024
"""How much of a delivery is in memory at a time (assumed)."""


def deliveries(raws: Iterable[bytes], verdicts: Counter[Verdict]) -> Iterator[list[Entry]]:
    """Readable entries in portions that fit in memory, each chain in its order."""
    portion: list[Entry] = []
    n_bytes = 0
    for raw in raws:
        try:
            entry = open_entry(raw)
        except Damaged:
            verdicts[Verdict.UNREADABLE] += 1
            continue
        portion.append(entry)
        n_bytes += len(raw) + 1024  # an Entry's own weight, about
        if n_bytes >= DELIVERY_BYTES:
            yield sorted(portion, key=_place)
            portion, n_bytes = [], 0
    if portion:
        yield sorted(portion, key=_place)


def _place(entry: Entry) -> tuple[bytes, int, bytes]:
    return entry.header.device, entry.header.seq, entry.id
