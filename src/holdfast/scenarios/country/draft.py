"""The map while it is being drawn: nodes, ways and relations, numbered as they come.

Points that lie on the same tenth of a metre are the same node, so that lines which share a point
are joined. Nothing here knows what is drawn.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from shapely import Polygon

from holdfast.scenarios.country.frame import HEIGHT_M, WIDTH_M, XY

Tags = Mapping[str, str]
Member = tuple[str, int, str]


@dataclass
class Draft:
    """What has been drawn so far. Ids start at 1 and are never reused."""

    nodes: list[XY] = field(default_factory=list)
    node_tags: dict[int, dict[str, str]] = field(default_factory=dict)
    ways: list[tuple[list[int], dict[str, str]]] = field(default_factory=list)
    relations: list[tuple[list[Member], dict[str, str]]] = field(default_factory=list)
    _known: dict[tuple[int, int], int] = field(default_factory=dict)

    def node(self, at: XY, tags: Tags | None = None) -> int:
        """The node at a place, with these tags added."""
        key = (round(at[0] * 10), round(at[1] * 10))
        if key not in self._known:
            self.nodes.append((key[0] / 10, key[1] / 10))
            self._known[key] = len(self.nodes)
        if tags:
            self.node_tags.setdefault(self._known[key], {}).update(tags)
        return self._known[key]

    def way(self, line: Iterable[XY], tags: Tags) -> int:
        """A line through places; 0 when it has no length."""
        ids: list[int] = []
        for at in line:
            node = self.node(at)
            if not ids or ids[-1] != node:
                ids.append(node)
        if len(ids) < 2:
            return 0
        self.ways.append((ids, dict(tags)))
        return len(self.ways)

    def ring(self, ring: Sequence[XY], tags: Tags) -> int:
        """A closed way."""
        return self.way([*ring, ring[0]], tags)

    def area(self, shape: Polygon, tags: Tags) -> None:
        """A polygon: a closed way, or a multipolygon relation when it has holes."""
        outer = self.ring(list(shape.exterior.coords)[:-1], {} if shape.interiors else tags)
        if shape.interiors:
            holes = [self.ring(list(hole.coords)[:-1], {}) for hole in shape.interiors]
            members = [("w", outer, "outer"), *(("w", hole, "inner") for hole in holes if hole)]
            self.relation(members, {"type": "multipolygon", **tags})

    def relation(self, members: Sequence[Member], tags: Tags) -> int:
        """Things that belong together."""
        self.relations.append((list(members), dict(tags)))
        return len(self.relations)


def inside(at: XY) -> bool:
    """Whether a place lies in the country."""
    return 0 <= at[0] <= WIDTH_M and 0 <= at[1] <= HEIGHT_M


def named(name: str, name_ar: str, name_en: str = "") -> dict[str, str]:
    """The tags for a name in both scripts, and its meaning where there is one."""
    tags = {"name": name, "name:ar": name_ar}
    return {**tags, "name:en": name_en} if name_en else tags
