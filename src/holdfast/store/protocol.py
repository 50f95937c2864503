"""What a store of entries must do, whichever program keeps the bytes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

from holdfast.base.arrivals import Late, Step
from holdfast.ledger import Entry, Held, Tip


class Row(NamedTuple):
    """One entry as it rests, unjudged: for reading very many of them.

    Attributes:
        came_ms: what our clock said when it came; None where nobody kept it.
        late: how its body came, where that came after it; None too where nobody kept it.
    """

    n: int
    id: bytes
    head: bytes
    body: bytes | None
    came_ms: int | None = None
    late: Late | None = None


class Store(Protocol):
    """Entries in the order of their arrival. Everything is on disk when a call returns.

    Each call keeps all it was given or nothing. Callers judge entries first: a store checks only
    that no place in a chain is taken twice.
    """

    exercise: bool

    def append(
        self,
        entries: Sequence[Entry],
        forks: Sequence[Entry] = (),
        late_bodies: Sequence[Entry] = (),
        came_ms: int | None = None,
    ) -> None:
        """Keep entries, proofs of forks, and bodies that came after their entries.

        Args:
            came_ms: what our clock says now; it is kept beside each entry and each late body.

        Raises:
            Refused: a place is taken already.
            Unavailable: the disk did not take it; nothing was kept.
        """

    def erase_body(self, device: bytes, seq: int) -> bool:
        """Destroy a body for good, and refuse it when it comes again; False if none was there."""

    def rows(self, after: int = 0) -> Iterator[Row]:
        """Every entry in order of arrival, from the one after number `after`."""

    def rows_of(self, device: bytes) -> Iterator[Row]:
        """This device's entries in order of arrival, which is that of its chain."""

    def held(self, device: bytes, seq: int) -> Held | None:
        """What is kept under this number of this device."""

    def entry(self, device: bytes, seq: int) -> Entry | None:
        """The entry under this number of this device.

        Raises:
            Damaged: it was changed on disk.
        """

    def place(self, id_: bytes) -> tuple[bytes, int] | None:
        """The device and number of the entry with this id; None where none is kept."""

    def tip(self, device: bytes) -> Tip:
        """The end of a device's chain."""

    def tips(self) -> dict[bytes, Tip]:
        """The end of every chain."""

    def since(self, vector: Mapping[bytes, int]) -> Iterator[Entry]:
        """Entries that someone lacks who holds each device's chain up to the number named.

        Raises:
            Damaged: one of them was changed on disk.
        """

    def forks(self) -> list[Entry]:
        """Entries kept as proof that a chain contradicts itself."""

    def know(self, device: bytes, own: bool) -> None:
        """Remember that a device is known: proofs of its forks are kept, and are a fault."""

    def known(self) -> dict[bytes, bool]:
        """The devices that are known, and whether each is this room's own."""

    def count(self) -> int:
        """How many entries there are, proofs of forks not among them."""

    def alarms(self) -> list[tuple[int, str]]:
        """What was found wrong with this store so far: when, and a sentence."""

    def record_alarms(self, at_ms: int, sentences: Iterable[str]) -> None:
        """Keep what was found wrong."""

    def readings(self) -> list[tuple[int, int]]:
        """The number of each entry, in order of arrival, and what our clock said as it came; 0
        where nobody kept it.
        """

    def late(self) -> dict[int, Late]:
        """Of entries whose body came after them, by number: how, where that was kept."""

    def n_changes(self) -> int:
        """How many changes to bodies there were, ever."""

    def steps(self) -> list[Step]:
        """Where our clock was found set, in order."""

    def note_step(self, step: Step) -> None:
        """Keep that it was."""

    def close(self) -> None:
        """Let go of the store."""
