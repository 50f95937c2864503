"""How near our rounds come to the optimum with time windows and one team."""

from typing import Any

from holdfast.bench.options import Options
from holdfast.bench.top import of_folder
from holdfast.formats.orienteering import Orienteering, read_toptw

SECONDS = 5.0

CORDEAU = "pr"
"""How the names of instances made from Cordeau's begin; the others are made from Solomon's."""


def bench_optw(asked: Options) -> dict[str, Any]:
    """Figures over a folder of instances with windows, as `of_folder` gives them."""
    return of_folder(asked, _read, SECONDS)


def _read(name: str, data: bytes) -> Orienteering:
    """An instance, its distances rounded as its makers ask (FORMAT.txt beside the instances)."""
    return read_toptw(data, decimals=2 if name.startswith(CORDEAU) else 1)
