"""How far a ledger has come, as running digests that cost nothing to keep."""

import struct
from collections.abc import Iterable
from hashlib import sha256

from holdfast.ledger import Tip
from holdfast.store.witness import Mark

ERASED, CAME_LATE = 1, 2
"""Kinds of change to a body."""

Change = tuple[int, int]
"""Which entry, by its number of arrival, and the kind of change."""

_CHANGE = struct.Struct("<QB")
_ALL = 2**64 - 1
"""So that a number which the disk changed is digested too, and is another one."""


class Progress:
    """Counts entries and changes in their order, and digests which they were."""

    def __init__(self) -> None:
        self.n_entries = self.n_changes = 0
        self._ids, self._changes = sha256(), sha256()

    def entries(self, ids: Iterable[bytes]) -> None:
        """Count these entries."""
        found = list(ids)
        self._ids.update(b"".join(found))
        self.n_entries += len(found)

    def changes(self, changes: Iterable[Change]) -> None:
        """Count these changes."""
        joined = b"".join(_CHANGE.pack(entry & _ALL, kind & 0xFF) for entry, kind in changes)
        self._changes.update(joined)
        self.n_changes += len(joined) // _CHANGE.size

    def mark(self, device: bytes, tip: Tip) -> Mark:
        """What the witness is to remember, on behalf of this device."""
        return Mark(
            device=device,
            seq=tip.seq,
            id=tip.id or bytes(32),
            entries=self.n_entries,
            digest=self._ids.digest(),
            changes=self.n_changes,
            changes_digest=self._changes.digest(),
        )
