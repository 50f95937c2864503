"""What devices say whose words are held: enough of it for a person to decide, and no more.

Law. However much strangers say, what is kept of it in memory is bounded.
"""

from collections import defaultdict, deque
from collections.abc import Container
from dataclasses import dataclass, field

from holdfast.facts.said import Said
from holdfast.know.devices import ACTS, is_urgent

NEWEST = 20
"""Last words kept at hand of each device (assumed)."""
URGENT = 50
"""Calls kept at hand of each device (assumed); beyond that they are only counted."""
WORD_BYTES = 4096
"""A word that is longer is not kept at hand (assumed): no report from the field is."""


@dataclass
class _Words:
    calls: set[int] = field(default_factory=set)
    acts: defaultdict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    urgent: deque[Said] = field(default_factory=lambda: deque(maxlen=URGENT))
    newest: deque[Said] = field(default_factory=lambda: deque(maxlen=NEWEST))


class HeldWords:
    """By device, hex."""

    def __init__(self) -> None:
        self._devices: defaultdict[str, _Words] = defaultdict(_Words)

    def note(self, said: Said, n_bytes: int) -> None:
        """A word is held."""
        words = self._devices[said.stamp.device]
        if is_urgent(said.fact):
            words.calls.add(said.stamp.seq)
            if len(words.urgent) < URGENT:
                words.urgent.append(said)
        if act := ACTS.get(type(said.fact)):
            words.acts[act].add(said.stamp.seq)
        if n_bytes <= WORD_BYTES:
            words.newest.append(said)

    def of(
        self, device: str, seqs: Container[int]
    ) -> tuple[int, tuple[Said, ...], tuple[Said, ...]]:
        """Of what is held still: how many calls, the first of them, the newest words."""
        words = self._devices.get(device, _Words())
        n_urgent = sum(seq in seqs for seq in words.calls)
        urgent = tuple(said for said in words.urgent if said.stamp.seq in seqs)
        return n_urgent, urgent, tuple(s for s in reversed(words.newest) if s.stamp.seq in seqs)

    def acts(self, device: str, seqs: Container[int]) -> tuple[tuple[str, int], ...]:
        """What of it would change at once what others rely on, gravest first, with how many."""
        known = self._devices.get(device, _Words()).acts
        found = ((act, sum(seq in seqs for seq in known.get(act, ()))) for act in ACTS.values())
        return tuple((act, n) for act, n in found if n)

    def let_go(self, devices: Container[str]) -> None:
        """Forget the words of all devices but these."""
        for device in [d for d in self._devices if d not in devices]:
            del self._devices[device]
