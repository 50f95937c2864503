"""The drawn country as an OpenStreetMap file."""

from pathlib import Path

import osmium

from holdfast.formats.osm import OWN_GENERATOR
from holdfast.scenarios.country.draft import Draft
from holdfast.scenarios.country.frame import EAST, NORTH, SOUTH, WEST, to_place


def write_map(draft: Draft, path: Path) -> None:
    """Write nodes, ways and relations in the order of their ids, the same bytes every time."""
    header = osmium.io.Header()
    header.set("generator", OWN_GENERATOR)
    header.add_box(osmium.osm.Box(WEST, SOUTH, EAST, NORTH))
    writer = osmium.SimpleWriter(str(path), header=header, overwrite=True)
    new = osmium.osm.mutable
    try:
        for i, at in enumerate(draft.nodes, 1):
            writer.add_node(
                new.Node(id=i, version=1, location=to_place(at), tags=draft.node_tags.get(i, {}))
            )
        for i, (nodes, tags) in enumerate(draft.ways, 1):
            writer.add_way(new.Way(id=i, version=1, nodes=nodes, tags=tags))
        for i, (members, tags) in enumerate(draft.relations, 1):
            writer.add_relation(new.Relation(id=i, version=1, members=members, tags=tags))
    finally:
        writer.close()
