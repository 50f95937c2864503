"""What one commit will keep, judged entry by entry; nothing outside changes until it is on disk."""

from collections.abc import Callable, Mapping

from holdfast.ledger.admit import Held, Verdict, place
from holdfast.ledger.entry import EXERCISE, Entry, Signer, Tip, device_of, seal
from holdfast.ledger.waiting import WaitingRoom

TAKES_ROOM = frozenset({Verdict.ADMITTED, Verdict.FORKED, Verdict.COMPLETED})
"""Verdicts by which bytes come to lie on disk."""


class Batch:
    """Entries that follow on what we hold and on each other.

    Attributes:
        entries: to be appended, each chain in its order.
        forks: to be kept as proof.
        late_bodies: entries held without a body, with their bodies.
        tips: the chains' new ends.
        released: entries that need wait no longer, once this batch is on disk.
        n_refused: entries for which there was no room.

    Args:
        tips: the chains' ends as they are on disk.
        waiting: entries that came too early.
        held: looks up what is on disk.
        exercise: whether ours is a ledger of a drill.
        room: whether there is room to keep an entry; asked once for each.
    """

    def __init__(
        self,
        tips: Mapping[bytes, Tip],
        waiting: WaitingRoom,
        held: Callable[[bytes, int], Held | None],
        exercise: bool,
        room: Callable[[Entry], bool] = lambda _entry: True,
    ) -> None:
        self.entries: list[Entry] = []
        self.forks: list[Entry] = []
        self.late_bodies: list[Entry] = []
        self.tips: dict[bytes, Tip] = {}
        self.released: list[Entry] = []
        self.n_refused = 0
        self._tips_on_disk, self._waiting, self._exercise = tips, waiting, exercise
        self._held_on_disk, self._room = held, room
        self._here: dict[tuple[bytes, int], Held] = {}

    def say(self, body: bytes, signer: Signer, at: tuple[int, int], key_id: bytes = b"") -> Entry:
        """Seal a body of our own as the next entry."""
        flags = EXERCISE if self._exercise else 0
        entry = seal(body, signer, self._tip(device_of(signer)), *at, flags, key_id)
        self._admit(entry)
        return entry

    def offer(self, entry: Entry) -> Verdict:
        """Judge an entry from elsewhere whose authorship holds, and those that waited for it."""
        verdict = self._judge(entry)
        if verdict is Verdict.WAITING:
            self._waiting.hold(entry)
        elif verdict is Verdict.ADMITTED:
            self._follow(entry.header.device)
        return verdict

    def _judge(self, entry: Entry) -> Verdict:
        device, seq = entry.header.device, entry.header.seq
        tip = self._tip(device)
        held = self._held(device, seq) if seq <= tip.seq else None
        verdict = place(entry, tip, held, self._exercise)
        if verdict in TAKES_ROOM and not self._room(entry):
            self.n_refused += 1
            return Verdict.FULL
        if verdict is Verdict.ADMITTED:
            self._admit(entry)
        elif verdict is Verdict.FORKED:
            self.forks.append(entry)
        elif verdict is Verdict.COMPLETED:
            self.late_bodies.append(entry)
            self._here[device, seq] = Held(entry.id, wants_body=False)
        return verdict

    def _follow(self, device: bytes) -> None:
        """Admit what waited for the new end of this chain, and what waited for that."""
        while arrived := self._waiting.at(device, (tip := self._tip(device)).seq + 1):
            for entry in arrived:
                self._judge(entry)
            self.released += arrived
            if self._tip(device) == tip:
                return

    def _admit(self, entry: Entry) -> None:
        device, seq = entry.header.device, entry.header.seq
        self.entries.append(entry)
        self.tips[device] = Tip(seq, entry.id)
        self._here[device, seq] = Held(entry.id, wants_body=entry.body is None)

    def _tip(self, device: bytes) -> Tip:
        return self.tips.get(device) or self._tips_on_disk.get(device, Tip())

    def _held(self, device: bytes, seq: int) -> Held | None:
        return self._here.get((device, seq)) or self._held_on_disk(device, seq)
