"""Every chain of a ledger read again, one row after another, and each fault put into words."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from holdfast.base.errors import Damaged
from holdfast.ledger import (
    Entry,
    Header,
    Tip,
    body_fits,
    header_of,
    id_of,
    name_of,
    signature_holds,
)
from holdfast.store.report import Report, entry_name


class Kept(NamedTuple):
    """One row of the table of entries, believed in nothing."""

    n: int
    device: bytes
    seq: int
    id: bytes
    head: bytes
    body: bytes | None
    erased: int


@dataclass
class Chain:
    """One device's chain as far as it was read.

    Attributes:
        tip: its end.
        unsigned: numbers whose own signature does not hold, since the links last broke. A later
            entry that is truly signed vouches for what they say.
    """

    tip: Tip = field(default_factory=Tip)
    unsigned: list[int] = field(default_factory=list)


class Chains:
    """Judges rows in order of arrival; what is wrong goes into the report."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self._chains: dict[bytes, Chain] = {}

    def __len__(self) -> int:
        return len(self._chains)

    def tip(self, device: bytes) -> Tip:
        """The end of a chain as read so far."""
        return self._chains[device].tip if device in self._chains else Tip()

    def judge(self, row: Kept) -> bool:
        """Hold a row against its header, its body, the entry before it and its signature.

        Returns:
            Whether header and body are as they were kept.
        """
        chain = self._chains.setdefault(row.device, Chain())
        before, chain.tip = chain.tip, Tip(row.seq, row.id)
        try:
            header = header_of(row.head)
        except Damaged as exc:
            self.report.note(f"{entry_name(row.device, row.seq)} cannot be read: {exc}")
            self._settle(row.device, chain)
            return False
        faults = list(_faults(header, row))
        broken = _break(header, before)
        if broken:
            self._settle(row.device, chain)
        for fault in [*faults, *broken]:
            self.report.note(f"{entry_name(row.device, row.seq)} {fault}.")
        self._weigh(row, header, chain, sound=not faults)
        return not faults

    def finish(self) -> None:
        """Nothing more comes: say what no later signature vouches for."""
        for device, chain in self._chains.items():
            self._settle(device, chain)

    def _weigh(self, row: Kept, header: Header, chain: Chain, sound: bool) -> None:
        if not signature_holds(Entry(row.head, row.body, header, row.id)):
            chain.unsigned.append(row.seq)
        elif sound and chain.unsigned:
            for seq in chain.unsigned:
                self.report.note(
                    f"{entry_name(row.device, seq)} carries a signature that does not hold; what "
                    f"it says is vouched for by entry {row.seq}."
                )
            chain.unsigned = []

    def _settle(self, device: bytes, chain: Chain) -> None:
        for seq in chain.unsigned:
            self.report.note(f"{entry_name(device, seq)} carries a signature that does not hold.")
        chain.unsigned = []


def _faults(header: Header, row: Kept) -> Iterator[str]:
    if (header.device, header.seq) != (row.device, row.seq):
        yield f"is filed wrongly: it says it is {header.seq} of {name_of(header.device)}"
    if id_of(row.head) != row.id:
        yield "has a header that was changed"
    if not body_fits(header, row.body):
        yield "has a body that was changed"


def _break(header: Header, before: Tip) -> list[str]:
    if header.seq != before.seq + 1:
        return [f"follows number {before.seq}: what lies between is missing"]
    if header.previous != before.id:
        return ["does not continue the entry before it"]
    return []
