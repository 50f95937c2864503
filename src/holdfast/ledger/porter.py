"""Who stands at the gate: whose words are believed, and whose are held.

Laws. What is held is on disk, in its chain, and in nobody's picture. It is held for one of two
reasons: nobody has said that its device is ours, or its device's clock was more than AHEAD_MS ahead
of ours when it came. A person's word about the device (`take_in`) answers both. What strangers may
leave here is bounded, for each and for all together; what does not fit is refused, never dropped.
The same words in the same order of arrival are judged alike, also after a restart.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import reduce
from typing import NamedTuple

from holdfast.base.clock import FAR_AHEAD_MS, MAX_SKEW_MS, Stamp
from holdfast.ledger.entry import Entry, Header

AHEAD_MS = FAR_AHEAD_MS
"""How far a device's clock may be ahead of ours, and its words still be believed unasked."""


class Room(NamedTuple):
    """So many entries, and so many bytes."""

    n: int
    n_bytes: int

    def __add__(self, other: "Room") -> "Room":  # type: ignore[override]  # no longer a tuple's
        return Room(self.n + other.n, self.n_bytes + other.n_bytes)

    def within(self, bound: "Room") -> bool:
        """Whether neither is more than the bound's."""
        return self.n <= bound.n and self.n_bytes <= bound.n_bytes


NONE = Room(0, 0)
EACH = Room(500, 2 << 20)
"""What one stranger may leave here (assumed): a team's shift, ten times over."""
ALL = Room(5_000, 32 << 20)
"""What all strangers together may leave here (assumed)."""
MAX_STRANGERS = 200
"""How many of them (assumed)."""


class Taken(NamedTuple):
    """A device that somebody took in: when it was said, what it is called, how far it is ahead."""

    said: Stamp
    name: str
    offset_ms: int


@dataclass
class Holding:
    """What is held of one device.

    Attributes:
        seqs: the entries' numbers in its chain.
        first_ms, last_ms: when the first and the last of them came, by our clock.
        ahead_ms: how far its clock was ahead of ours at least, by that one which shows most.
    """

    first_ms: int
    last_ms: int = 0
    ahead_ms: int = 0
    seqs: set[int] = field(default_factory=set)


class Porter:
    """Judges every entry by its header and when it came.

    Attributes:
        own: this room's keys, former ones too.
        taken: the devices that were taken in.
        held: what is held of each device, those first that came first.
        due: devices of which something was said since: their held entries are to be judged anew.
        n_refused: entries of strangers for which there was no room, since the start; refused_ms:
            when the first of them came.

    Args:
        own: this room's keys; None believes everybody, for a gate without people.
    """

    def __init__(self, own: Iterable[bytes] | None = None) -> None:
        self.open = own is None
        self.own = set(own or ())
        self.taken: dict[bytes, Taken] = {}
        self.held: dict[bytes, Holding] = {}
        self.due: list[bytes] = []
        self.n_refused = self.refused_ms = 0
        self._early: set[bytes] = set()
        self._left: dict[bytes, Room] = {}
        self._left_all = NONE
        self._asked: dict[bytes, Room] = {}

    def forget(self) -> None:
        """Begin to judge from the first entry; who was taken in stays taken in."""
        self.held, self._early = {}, set()
        self._left, self._left_all, self._asked = {}, NONE, {}

    # -- belief ----------------------------------------------------------------------------

    def ours(self, device: bytes) -> bool:
        """Whether what this device says is believed as it stands, whenever it came."""
        return self.open or device in self.own

    def strange(self, device: bytes) -> bool:
        """Whether nobody has said that this device is ours."""
        return not (self.ours(device) or device in self.taken)

    def judge(self, device: bytes, ahead_ms: int) -> int | None:
        """By how much to date an entry back; None holds it.

        1. A stranger is held. 2. What was ahead of our clock as it came, and whose device was
        confirmed to be ahead, is dated back. 3. What then still lies more than AHEAD_MS ahead is
        held.

        Args:
            ahead_ms: by how much its device's clock was ahead of ours when it came.
        """
        if self.ours(device):
            return 0
        taken = self.taken.get(device)
        if taken is None:
            return None
        if ahead_ms <= MAX_SKEW_MS:
            return 0
        # Less than half of what was confirmed: its clock has been set right meanwhile (assumed).
        shift_ms = taken.offset_ms if ahead_ms > min(taken.offset_ms / 2, AHEAD_MS) else 0
        if ahead_ms - shift_ms > AHEAD_MS:
            return None
        self._early.add(device)
        return shift_ms

    def hold(self, header: Header, came_ms: int, ahead_ms: int) -> None:
        """Note that an entry is on disk and held."""
        held = self.held.setdefault(header.device, Holding(came_ms))
        held.last_ms = max(held.last_ms, came_ms)
        held.ahead_ms = max(held.ahead_ms, ahead_ms)
        held.seqs.add(header.seq)

    def holds(self, header: Header) -> bool:
        """Whether the entry under this number is held."""
        held = self.held.get(header.device)
        return held is not None and header.seq in held.seqs

    def let_in(self, device: bytes, seq: int) -> None:
        """Note that an entry is held no longer."""
        held = self.held.get(device)
        if held is not None:
            held.seqs.discard(seq)
            if not held.seqs:
                del self.held[device]

    def take_in(self, device: bytes, taken: Taken) -> None:
        """Somebody said that a device is ours; the latest word counts."""
        before = self.taken.get(device)
        if device in self.own or (before is not None and before.said >= taken.said):
            return
        self.taken[device] = taken
        gone = self._left.pop(device, NONE)
        self._left_all = Room(self._left_all.n - gone.n, self._left_all.n_bytes - gone.n_bytes)
        if before is None or before.offset_ms != taken.offset_ms:
            self.due.append(device)

    def dated(self, device: bytes) -> bool:
        """Whether something of this device was believed by a stamp that its offset decides."""
        return device in self._early

    # -- room for strangers ----------------------------------------------------------------

    def begin(self) -> None:
        """A new commit: nothing has been promised room in it."""
        self._asked = {}

    def room_for(self, entry: Entry) -> bool:
        """Whether there is room to keep an entry; if so it is promised for this commit."""
        device = entry.header.device
        if not self.strange(device):
            return True
        wanted = Room(1, size_of(entry))
        mine = self._left.get(device, NONE) + self._asked.get(device, NONE) + wanted
        new = device not in self._left and device not in self._asked
        everyone = self._left_all + total(self._asked.values()) + wanted
        n_devices = self.n_strangers + len(self._asked.keys() - self._left.keys()) + new
        fits = mine.within(EACH) and everyone.within(ALL) and n_devices <= MAX_STRANGERS
        if fits:
            self._asked[device] = self._asked.get(device, NONE) + wanted
        else:
            self.n_refused += 1
        return fits

    def left(self, device: bytes, n_bytes: int) -> None:
        """Note that a stranger left so much here."""
        if self.strange(device):
            self._left[device] = self._left.get(device, NONE) + Room(1, n_bytes)
            self._left_all += Room(1, n_bytes)

    @property
    def n_strangers(self) -> int:
        """How many strangers have left something here."""
        return len(self._left)


def total(rooms: Iterable[Room]) -> Room:
    """All of them together."""
    return reduce(Room.__add__, rooms, NONE)


def size_of(entry: Entry) -> int:
    """How many bytes an entry takes on disk, about."""
    return len(entry.head) + len(entry.body or b"")
