"""The roads as one mode may use them: arcs in rows by tail node, with turn restrictions in the net.

Law. A restricted turn is honoured exactly: an arc that is restricted at its head ends in a copy
of that node, and the copy has only the arcs out that may be taken. So a plain search, which
remembers nothing of how it came to a node, cannot take a forbidden turn.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from holdfast.base.errors import Refused
from holdfast.plan.roads.arrays import F32, I32, I64, MODES, Mask, Roads


@dataclass(frozen=True, slots=True, eq=False)
class Net:
    """One mode's arcs in compressed rows; n2 net nodes, m2 net arcs.

    Net nodes 0..roads.n_nodes - 1 are the road nodes themselves (some without arcs); the copies
    follow. A way that begins at road node v begins at net node v; one that ends at v may end at
    any net node whose `node` is v. A way that begins in the middle of road arc a goes on to
    `head` of any of a's net arcs (all agree); one that ends there comes from any of their `tail`s.

    Attributes:
        mode: 'foot', 'car' or 'truck'.
        indptr: the arcs out of net node v are indptr[v] to indptr[v + 1], n2 + 1.
        tail, head: net nodes of each net arc, m2.
        arc: index of each net arc in Roads' arcs, m2.
        time_s: seconds, always finite, m2.
        node: the road node of each net node, n2.
        entry_start, entry: road arc a is the net arcs entry[entry_start[a]:entry_start[a + 1]];
            none where the mode may not go, several where its tail has copies.
    """

    mode: str
    indptr: I64
    tail: I32
    head: I32
    arc: I32
    time_s: F32
    node: I32
    entry_start: I64
    entry: I32

    def arcs_of(self, road_arc: int) -> I32:
        """The net arcs that are this road arc."""
        return self.entry[self.entry_start[road_arc] : self.entry_start[road_arc + 1]]


def net(roads: Roads, mode: str) -> Net:
    """The arcs of finite time, with restricted nodes copied; foot obeys no turn restrictions.

    1. Every restricted from-arc gets a copy of the node it leads to; its head is that copy.
    2. A copy's arcs out are those of the node itself, without the forbidden ones.
    3. Everything is laid in rows by tail, and each road arc's places are noted.
    """
    if mode not in MODES:
        raise Refused(f"There is no mode '{mode}'; take one of {', '.join(MODES)}.")
    usable = np.isfinite(roads.time_s[mode])
    allowed = _allowed_after(roads, mode, usable)
    n, out_start = roads.n_nodes, np.searchsorted(roads.tail, np.arange(roads.n_nodes + 1))
    # 1.
    head = roads.head.copy()
    from_arcs = sorted(allowed)
    head[from_arcs] = np.arange(n, n + len(from_arcs), dtype=np.int32)
    node = np.concatenate([np.arange(n, dtype=np.int32), roads.head[from_arcs]]).astype(np.int32)
    # 2.
    own = np.flatnonzero(usable)
    copied = [
        np.array([b for b in range(out_start[v], out_start[v + 1]) if usable[b] and allowed[a](b)])
        for a, v in zip(from_arcs, roads.head[from_arcs], strict=True)
    ]
    arc = np.concatenate([own, *copied]).astype(np.int32)
    tail = np.repeat(
        np.arange(len(node)),
        [*np.bincount(roads.tail[own], minlength=n), *(len(c) for c in copied)],
    )
    # 3.
    order = np.argsort(arc, kind="stable")
    return Net(
        mode=mode,
        indptr=np.concatenate([[0], np.cumsum(np.bincount(tail, minlength=len(node)))]).astype(
            "i8"
        ),
        tail=tail.astype("i4"),
        head=head[arc],
        arc=arc,
        time_s=roads.time_s[mode][arc],
        node=node,
        entry_start=np.searchsorted(arc[order], np.arange(roads.n_arcs + 1)).astype("i8"),
        entry=order.astype("i4"),
    )


def _allowed_after(roads: Roads, mode: str, usable: Mask) -> dict[int, Callable[[int], bool]]:
    """For each restricted arc, whether an arc out may follow it."""
    bit = 1 << MODES.index(mode)
    banned: dict[int, set[int]] = {}
    sole: dict[int, set[int]] = {}
    if mode == "foot":
        return {}
    for row in np.flatnonzero(roads.restriction_modes & bit):
        a, _, b = (int(i) for i in roads.restrictions[row])
        if usable[a]:
            (sole if roads.only[row] else banned).setdefault(a, set()).add(b)
    return {
        a: partial(_may, banned.get(a, frozenset()), sole.get(a)) for a in {*banned, *sole}
    }  # fmt: skip


def _may(banned: set[int] | frozenset[int], sole: set[int] | None, arc: int) -> bool:
    """Whether an arc may be taken where some are banned and, it may be, only some are left."""
    return arc not in banned and (sole is None or arc in sole)
