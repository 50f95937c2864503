"""The exact Pareto front of two whole-number costs between two nodes of a graph (BOA*).

Laws. No label is pruned unless a way at least as good in both costs is known; so every cost pair
on the front comes out, once, by rising first cost. A search that was stopped says so.

Source: Hernandez, Yeoh, Baier, Zhang, Suazo, Koenig, Felner: Simple and efficient bi-objective
search algorithms via fast dominance checks, Artificial Intelligence 314 (2023) 103807, algorithm
BOA*, whose steps are named below by what they do: domination by the least second cost seen at a
node (g2min), at the goal with the lower bound, on generating as on expanding a label.
"""

from typing import NamedTuple

import numpy as np

from holdfast.plan.compiled import compiled, inner
from holdfast.plan.roads.arrays import I32, I64
from holdfast.plan.roads.rows import NEVER, rows
from holdfast.plan.ways.heap import ZERO, grown

COST_CEILING = 1 << 56
"""Real costs of a whole way stay below this; who sets the scales sees to it."""

MAX_LABELS = 4_000_000
"""Where a search stops unless told otherwise: 112 MB of labels, about a second (assumed)."""


class Graph(NamedTuple):
    """Arcs in rows by tail: n nodes, m arcs, each with two costs of at least 0.

    Attributes:
        indptr: the arcs out of node v are indptr[v] to indptr[v + 1], n + 1.
        tail, head: of each arc, m.
        first, second: both costs of each arc, m.
    """

    indptr: I64
    tail: I32
    head: I32
    first: I64
    second: I64


class Bounds(NamedTuple):
    """One backward search: the least of one cost from each node to the goal, n each.

    Attributes:
        least: the least of the cost that was searched for, NEVER where the goal is out of reach.
        other: the other cost of that way, the least among ways that tie.
        step: the arc to take from each node, -1 at the goal and where it is out of reach.
    """

    least: I64
    other: I64
    step: I32


class Front(NamedTuple):
    """The points of a front by rising first cost, and the way of each.

    Attributes:
        first, second: costs of each point.
        ways: the arcs of each point's way, in order.
        complete: False where the search was stopped; then the points are the front's first ones
            by the first cost, and the very last one.
    """

    first: I64
    second: I64
    ways: tuple[I32, ...]
    complete: bool


def back_from(graph: Graph, back: tuple[I64, I32], goal: int) -> Bounds:
    """The least first cost from everywhere to a goal, and the least second cost among those ways.

    Args:
        back: the arcs in rows by head; see `rows`.
    """
    return Bounds(*_backward(*back, graph.tail, graph.first, graph.second, goal))


def bounds(graph: Graph, goal: int) -> tuple[Bounds, Bounds]:
    """Lower bounds towards a goal, by the first and by the second cost; shared by all starts."""
    back = rows(graph.head, len(graph.indptr) - 1)
    turned = graph._replace(first=graph.second, second=graph.first)
    return back_from(graph, back, goal), back_from(turned, back, goal)


def search(
    graph: Graph,
    towards: tuple[Bounds, Bounds],
    start: int,
    goal: int,
    *,
    max_labels: int = MAX_LABELS,
) -> Front:
    """Every cost pair from `start` to `goal` that no other betters, with a way for each.

    Args:
        graph: costs are at least 0, and those of a whole way stay below COST_CEILING.
        towards: of `goal`.
        start: a node.
        goal: a node; where it is the start, the front is the empty way.
        max_labels: where to stop; the front then lacks points and says so.
    """
    by_first, by_second = towards
    least = int(by_second.least[start])
    if least >= NEVER:
        return Front(np.zeros(0, np.int64), np.zeros(0, np.int64), (), True)
    # 1. The way of least second cost is known from the backward search: it ends the front.
    limit = int(by_second.other[start])
    last = downhill(graph, by_second, start)
    # 2. Everything that is less in the first cost.
    labels, first, second, back, via, complete = _explore(
        graph, by_first.least, by_second.least, start, goal, limit, max_labels
    )
    arcs, ends = _unwound(labels, back, via)
    ways = tuple(np.split(arcs, ends)) if len(labels) else ()
    return Front(np.append(first, limit), np.append(second, least), (*ways, last), complete)


def downhill(graph: Graph, bound: Bounds, start: int) -> I32:
    """The arcs of a backward search's best way from a node to its goal."""
    arcs, e = [], int(bound.step[start])
    while e >= 0:
        arcs.append(e)
        e = int(bound.step[graph.head[e]])
    return np.array(arcs, np.int32)


@compiled
def _unwound(labels: I32, back: I32, via: I32) -> tuple[I32, I64]:
    """The arcs that led to each label, in order, one way after another, and where to cut them."""
    ends, size = np.zeros(len(labels), np.int64), 0
    for i in range(len(labels)):
        x = labels[i]
        while back[x] >= 0:
            size, x = size + 1, back[x]
        ends[i] = size
    arcs = np.empty(size, np.int32)
    for i in range(len(labels)):
        at, x = ends[i], labels[i]
        while back[x] >= 0:
            at -= 1
            arcs[at], x = via[x], back[x]
    return arcs, ends[:-1]


@inner
def _push(keys: I64, ties: I64, items: I32, size: int, key: int, tie: int, item: int) -> int:
    """Put an item on a binary heap ordered by (key, tie); the new size."""
    i = size
    while i > 0:
        above = (i - 1) >> 1
        if keys[above] < key or (keys[above] == key and ties[above] <= tie):
            break
        keys[i], ties[i], items[i] = keys[above], ties[above], items[above]
        i = above
    keys[i], ties[i], items[i] = key, tie, item
    return size + 1


@inner
def _pop(keys: I64, ties: I64, items: I32, size: int) -> int:
    """Take the least off the heap (it stood at 0); the new size."""
    size -= 1
    key, tie, item = keys[size], ties[size], items[size]
    i, below = 0, 1
    while below < size:
        right = below + 1
        if right < size and (
            keys[right] < keys[below] or (keys[right] == keys[below] and ties[right] < ties[below])
        ):
            below = right
        if key < keys[below] or (key == keys[below] and tie <= ties[below]):
            break
        keys[i], ties[i], items[i] = keys[below], ties[below], items[below]
        i = below
        below = 2 * i + 1
    keys[i], ties[i], items[i] = key, tie, item
    return size


@compiled
def _backward(
    back_indptr: I64, back: I32, tail: I32, cost: I64, other: I64, goal: int
) -> tuple[I64, I64, I32]:
    """Dijkstra's search back from a goal by (cost, other), in that order; the fields of Bounds."""
    n, room = len(back_indptr) - 1, len(back) + 1
    least, beside = np.full(n, NEVER, np.int64), np.full(n, NEVER, np.int64)
    step = np.full(n, -1, np.int32)
    keys, ties = np.empty(room, np.int64), np.empty(room, np.int64)
    items = np.empty(room, np.int32)
    least[goal], beside[goal] = 0, 0
    size = _push(keys, ties, items, ZERO, ZERO, ZERO, goal)
    while size > 0:
        key, tie, v = keys[0], ties[0], items[0]
        size = _pop(keys, ties, items, size)
        if key != least[v] or tie != beside[v]:
            continue
        for i in range(back_indptr[v], back_indptr[v + 1]):
            e = back[i]
            u, c, d = tail[e], key + cost[e], tie + other[e]
            if c < least[u] or (c == least[u] and d < beside[u]):
                least[u], beside[u], step[u] = c, d, e
                size = _push(keys, ties, items, size, c, d, u)
    return least, beside, step


@compiled
def _explore(  # noqa: C901  # the paper's one loop; heap and pruning share a dozen arrays
    graph: Graph, h1: I64, h2: I64, start: int, goal: int, limit: int, max_labels: int
) -> tuple[I32, I64, I64, I32, I32, bool]:
    """BOA* for first costs below `limit`: labels and costs of the front, label tree, complete."""
    indptr, head, first, second = graph.indptr, graph.head, graph.first, graph.second
    least = np.full(len(h1), NEVER, np.int64)  # g2min: least second cost expanded at a node
    room = 4096
    f1s, g2s, nodes = np.empty(room, np.int64), np.empty(room, np.int64), np.empty(room, np.int32)
    back, via = np.empty(room, np.int32), np.empty(room, np.int32)
    keys, ties, items = np.empty(room, np.int64), np.empty(room, np.int64), np.empty(room, np.int32)
    front, firsts, seconds = np.empty(64, np.int32), np.empty(64, np.int64), np.empty(64, np.int64)
    n_labels, size, n_front, complete = 0, 0, 0, True
    if h1[start] < limit:
        f1s[0], g2s[0], nodes[0], back[0], via[0] = h1[start], 0, start, -1, -1
        n_labels, size = 1, _push(keys, ties, items, ZERO, h1[start], h2[start], ZERO)
    while size > 0 and complete:
        # 1. The least label by (f1, f2); drop it where it is dominated by now.
        x, f1, f2 = items[0], keys[0], ties[0]
        size = _pop(keys, ties, items, size)
        u, g2 = nodes[x], g2s[x]
        if g2 >= least[u] or f2 >= least[goal]:
            continue
        least[u] = g2
        # 2. At the goal it is a point of the front.
        if u == goal:
            if n_front == len(front):
                front = grown(front, 2 * n_front)
                firsts, seconds = grown(firsts, 2 * n_front), grown(seconds, 2 * n_front)
            front[n_front], firsts[n_front], seconds[n_front] = x, f1, g2
            n_front += 1
            continue
        # 3. Elsewhere go on by each arc, unless that is dominated at its head or at the goal.
        g1 = f1 - h1[u]
        for e in range(indptr[u], indptr[u + 1]):
            v, b2 = head[e], g2 + second[e]
            if b2 >= least[v] or b2 + h2[v] >= least[goal]:
                continue
            a1 = g1 + first[e] + h1[v]
            if a1 >= limit:
                continue
            if n_labels == max_labels:
                complete = False
                break
            if n_labels == len(nodes):
                room = min(2 * n_labels, max_labels)
                f1s, g2s, nodes = grown(f1s, room), grown(g2s, room), grown(nodes, room)
                back, via = grown(back, room), grown(via, room)
            if size == len(keys):
                keys, ties = grown(keys, 2 * size), grown(ties, 2 * size)
                items = grown(items, 2 * size)
            f1s[n_labels], g2s[n_labels], nodes[n_labels] = a1, b2, v
            back[n_labels], via[n_labels] = x, e
            size = _push(keys, ties, items, size, a1, b2 + h2[v], n_labels)
            n_labels += 1
    return front[:n_front], firsts[:n_front], seconds[:n_front], back, via, complete
