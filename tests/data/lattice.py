"""A map of roads that cross every 400 m or so, 3 km square, around where the toy base lies."""

import json
from pathlib import Path
from typing import Any

from .toys import HOME

STEP, ROWS = 0.004, 9


def lattice(path: Path) -> Path:
    """The map as a GeoJSON file, written there."""

    def road(points: list[list[float]], kind: str) -> dict[str, Any]:
        line = {"type": "LineString", "coordinates": points}
        properties = {"highway": kind, "name": f"{kind.title()} road"}
        return {"type": "Feature", "properties": properties, "geometry": line}

    steps = [(i - ROWS // 2) * STEP for i in range(ROWS)]
    xs, ys = [HOME.lon + s for s in steps], [HOME.lat + s for s in steps]
    across = [road([[x, y] for x in xs], "residential") for y in ys]
    along = [road([[x, y] for y in ys], "track") for x in xs]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": across + along}))
    return path
