"""What a plan relies on of roads that are not always there."""

import json
from pathlib import Path

import pytest

from holdfast.asking import Limits, ask_once
from holdfast.base.geo import Place
from holdfast.founding import Founding, found
from holdfast.node import open_node

from .test_plan_to_options import MORNING_MS

HOME, FAR = Place(32.0, 30.0), Place(32.02, 30.0)


@pytest.mark.parametrize(
    ("state", "says"),
    [
        ({"tidal": "yes"}, "Strand (1,926 m) is passable at low water only"),
        ({"ice_road": "yes"}, "Strand (1,926 m) goes over ice, which must carry"),
        ({"seasonal": "winter"}, "Strand (1,926 m) is a road for a part of the year only"),
        ({}, ""),
    ],
)
def test_a_plan_says_what_its_ways_rely_on(
    tmp_path: Path, state: dict[str, str], says: str
) -> None:
    """By the road's name, with its length; nothing where there is nothing to say."""
    line = {"type": "LineString", "coordinates": [[*HOME], [*FAR]]}
    properties = {"highway": "path", "name": "Strand", **state}
    document = {
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "properties": properties, "geometry": line}],
    }
    (tmp_path / "map.geojson").write_text(json.dumps(document))
    asked = Founding("Base", tmp_path / "map.geojson", HOME, "Etc/GMT-2")
    found(tmp_path / "base", asked, lambda _step, _part: None, lambda: MORNING_MS)
    with open_node(tmp_path / "base", lambda: MORNING_MS) as node:
        answer = ask_once(node, (FAR,), "recon", "", Limits(), lambda _step, _part: None)
    (task,) = next(o for o in answer.options if o.taskings).taskings
    assert [line for line in task.assumes if line.startswith("Strand")] == ([says] if says else [])
