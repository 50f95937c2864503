"""Entries that came before their predecessors, held until those arrive.

They are held in memory only: an entry that waits was never acknowledged, so a peer offers it
again, and a stranger cannot fill our disk with chains that begin in the middle. What is held is
bounded; a stranger's go first, and the entries nearest to being admitted are the last to go.
"""

from collections.abc import Callable

from holdfast.ledger.entry import Entry

MAX_WAITING = 1024
"""Entries of one device (assumed): an hour of one device's talk arriving backwards."""

MAX_WAITING_BYTES = 16 * 1024 * 1024
"""All together (assumed): 64 of the largest entries, or some 40,000 usual ones."""


class WaitingRoom:
    """Entries by device and number. Judged genuine before they are let in.

    Args:
        strange: whether nobody has said that this device is ours.
    """

    def __init__(
        self,
        max_each: int = MAX_WAITING,
        max_bytes: int = MAX_WAITING_BYTES,
        strange: Callable[[bytes], bool] = lambda _device: False,
    ) -> None:
        self.max_each, self.max_bytes, self._strange = max_each, max_bytes, strange
        self.n_bytes = 0
        self._chains: dict[bytes, dict[tuple[int, bytes], Entry]] = {}

    def __len__(self) -> int:
        return sum(len(chain) for chain in self._chains.values())

    def hold(self, entry: Entry) -> None:
        """Take an entry in; where there is no room, what lies farthest ahead leaves."""
        device = entry.header.device
        chain = self._chains.setdefault(device, {})
        if (entry.header.seq, entry.id) in chain:
            return
        chain[entry.header.seq, entry.id] = entry
        self.n_bytes += _size(entry)
        if len(chain) > self.max_each:
            self._drop_farthest(device)
        while self.n_bytes > self.max_bytes:
            self._drop_farthest(max(self._chains, key=self._nearness))

    def at(self, device: bytes, seq: int) -> list[Entry]:
        """What waits for this place: one entry, or several when the chain is forked."""
        chain = self._chains.get(device, {})
        return [entry for (number, _), entry in chain.items() if number == seq]

    def let_go(self, entry: Entry) -> None:
        """Forget an entry that was admitted or refused meanwhile."""
        device = entry.header.device
        chain = self._chains.get(device, {})
        if chain.pop((entry.header.seq, entry.id), None):
            self.n_bytes -= _size(entry)
        if not chain:
            self._chains.pop(device, None)

    def _nearness(self, device: bytes) -> tuple[bool, int]:
        """Who has to make room first is greatest: strangers, then the longest chain."""
        return self._strange(device), len(self._chains[device])

    def _drop_farthest(self, device: bytes) -> None:
        chain = self._chains[device]
        self.let_go(chain[max(chain)])


def _size(entry: Entry) -> int:
    return len(entry.head) + len(entry.body or b"")
