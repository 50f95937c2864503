"""Delivered in any order, in any portions and any number of times: the same is believed."""

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.base.clock import Stamp
from holdfast.gate import Gate
from holdfast.ledger import Entry, Signer, Tip, Verdict, seal
from holdfast.store.sqlite import SqliteStore

NOW = 1_790_000_000_000
US = Signer(b"u" * 32)
CHAINS = [Signer(bytes([k]) * 32) for k in range(3)]


def chain(signer: Signer, n: int) -> list[Entry]:
    entries: list[Entry] = []
    tip = Tip()
    for i in range(n):
        entries.append(seal(b"body %d" % i, signer, tip, NOW, i))
        tip = Tip(i, entries[-1].id)
    return entries


ALL = [entry for signer in CHAINS for entry in chain(signer, 6)]


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_any_order_and_repetition_gives_the_same_belief(data: st.DataObject) -> None:
    """Every entry is admitted once, whatever the links do; each chain is believed in order."""
    repeats = data.draw(st.lists(st.sampled_from(ALL), max_size=20))
    deliveries = data.draw(st.permutations(ALL + repeats))
    cuts = sorted(data.draw(st.sets(st.integers(1, len(deliveries) - 1), max_size=6)))
    believed: list[Stamp] = []
    with tempfile.TemporaryDirectory() as folder:
        store = SqliteStore(Path(folder) / "l")
        node = Gate(store, US, lambda: NOW, lambda stamp, *_: believed.append(stamp))
        for first, last in zip([0, *cuts], [*cuts, len(deliveries)], strict=True):
            node.receive(entry.raw for entry in deliveries[first:last])
        store.close()

    assert sorted(believed) == sorted(entry.stamp for entry in ALL)
    for entry in ALL:
        mine = [s.seq for s in believed if s.device == entry.stamp.device]
        assert mine == sorted(mine)


@given(st.permutations(range(7)), st.integers(0, 5))
@settings(max_examples=40, deadline=None)
def test_a_fork_is_seen_from_either_side_in_any_order(order: list[int], at: int) -> None:
    """One branch is kept whole up to the fork at least, and a proof of the other is there."""
    true = ALL[:6]
    before = Tip(at - 1, true[at - 1].id) if at else Tip()
    rival = seal(b"rival", CHAINS[0], before, NOW, 99)
    offered = [*true, rival]
    with tempfile.TemporaryDirectory() as folder:
        store = SqliteStore(Path(folder) / "l")
        node = Gate(store, US, lambda: NOW, lambda *_: None)
        for k in order:
            node.receive([offered[k].raw])
        kept, proofs = list(store.since({})), store.forks()
        store.close()

    assert proofs
    assert kept[:at] == true[:at]
    assert {e.id for e in proofs} <= {e.id for e in offered} - {e.id for e in kept}
    assert node.verdicts[Verdict.FORGED] == 0
