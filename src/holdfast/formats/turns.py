"""Turn restrictions of OpenStreetMap: from relations to pairs of edges at a node.

Counted under these names: restrictions (relations that are one), turns (pairs of edges made of
them), via_way, conditional, other_modes (for buses, bicycles ...), broken (members missing, of the
wrong type, or not meeting at the via node).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from holdfast.formats.cut import Cut
from holdfast.formats.tags import CAR_BIT, TRUCK_BIT
from holdfast.plan.roads.arrays import Turn

Member = tuple[str, int, str]
"""(type 'n', 'w' or 'r'; id; role)."""

MODE_KEYS = {
    "restriction": CAR_BIT | TRUCK_BIT,
    "restriction:motor_vehicle": CAR_BIT | TRUCK_BIT,
    "restriction:vehicle": CAR_BIT | TRUCK_BIT,
    "restriction:motorcar": CAR_BIT,
    "restriction:hgv": TRUCK_BIT,
    "restriction:goods": TRUCK_BIT,
}
EXCEPT = {
    "motorcar": CAR_BIT, "hgv": TRUCK_BIT, "goods": TRUCK_BIT,
    "motor_vehicle": CAR_BIT | TRUCK_BIT, "vehicle": CAR_BIT | TRUCK_BIT,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Restriction:
    """A restriction as its relation says it."""

    from_ways: tuple[int, ...]
    via: int
    to_ways: tuple[int, ...]
    only: bool
    u_turn: bool
    modes: int


def restriction(
    tags: Mapping[str, str], members: Iterable[Member], counts: Counter[str]
) -> list[Restriction]:
    """What a relation forbids, with a via node; nothing (but a count) when we cannot honour it."""
    counts["restrictions"] += 1
    found = []
    for key, word in _said(tags, counts):
        modes = MODE_KEYS[key]
        for who in tags.get("except", "").split(";"):
            modes &= ~EXCEPT.get(who.strip(), 0)
        if not modes:
            counts["other_modes"] += 1
            continue
        made = _with_members(word, modes, list(members), counts)
        found += [made] if made is not None else []
    return found


def _said(tags: Mapping[str, str], counts: Counter[str]) -> list[tuple[str, str]]:
    """The tags that bind a mode of ours, with their words."""
    said = [(k, tags[k].split("@")[0].strip()) for k in MODE_KEYS if k in tags]
    if not said:
        is_conditional = any(k.endswith(":conditional") for k in tags)
        counts["conditional" if is_conditional else "other_modes"] += 1
    return said


def _with_members(
    word: str, modes: int, members: list[Member], counts: Counter[str]
) -> Restriction | None:
    """The restriction with its ways and node; None when members are missing or of another type."""
    role: dict[str, list[Member]] = defaultdict(list)
    for member in members:
        role[member[2]].append(member)
    from_ways = tuple(i for t, i, _ in role["from"] if t == "w")
    to_ways = tuple(i for t, i, _ in role["to"] if t == "w")
    vias = role["via"]
    if any(t == "w" for t, _, _ in vias):
        counts["via_way"] += 1
        return None
    if not (from_ways and to_ways and len(vias) == 1 and vias[0][0] == "n"):
        counts["broken"] += 1
        return None
    if not word.startswith(("no_", "only_")):
        counts["broken"] += 1
        return None
    return Restriction(
        from_ways, vias[0][1], to_ways, word.startswith("only_"), word == "no_u_turn", modes
    )


def turns(found: Cut, restrictions: Iterable[Restriction], counts: Counter[str]) -> list[Turn]:
    """The same restrictions between edges; one whose ways do not meet at its node is 'broken'."""
    wanted = list(restrictions)
    ends = _ends_at(found, {r.via for r in wanted})
    out = []
    for r in wanted:
        made = list(_pairs(r, ends.get(r.via, {})))
        counts["broken"] += not made
        out += made
    counts["turns"] = len(out)
    return out


End = tuple[int, bool, int]
"""(edge, whether the node is the head of its shape, node)."""


def _ends_at(found: Cut, vias: set[int]) -> dict[int, dict[int, list[End]]]:
    """For each via point, for each way, the edge ends that lie on it."""
    node_of = np.isin(found.ref, np.array(sorted(vias), dtype=np.int64))
    edges = found.edges
    out: dict[int, dict[int, list[End]]] = defaultdict(lambda: defaultdict(list))
    for at_head, nodes in ((False, edges.tail), (True, edges.head)):
        for e in np.flatnonzero(node_of[nodes]):
            node = int(nodes[e])
            way = int(edges.way[e])
            out[int(found.ref[node])][way].append((int(e), at_head, node))
    return out


def _pairs(r: Restriction, ends: Mapping[int, list[End]]) -> Iterable[Turn]:
    """The pairs of arcs that a restriction speaks of.

    A way that runs on through the node has two ends there: which one is meant cannot be known,
    unless it is the turn back on the same way, which then holds for both.
    """
    for from_way in r.from_ways:
        for to_way in r.to_ways:
            ins, outs = ends.get(from_way, []), ends.get(to_way, [])
            if r.u_turn and from_way == to_way:
                for edge, at_head, node in ins:
                    yield Turn(edge, at_head, node, edge, not at_head, r.only, r.modes)
            elif len(ins) == len(outs) == 1 and ins[0][2] == outs[0][2]:
                (a, a_head, node), (b, b_head, _) = ins[0], outs[0]
                yield Turn(a, a_head, node, b, not b_head, r.only, r.modes)
