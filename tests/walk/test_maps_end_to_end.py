"""From a map file to a plan, on every real map that lies beside the checkout."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

MAPS = {
    "osm/andorra.osm.pbf": ((1.5218, 42.5075), (1.5392, 42.5060)),
    "osm/beatty.osm": ((-116.7600, 36.9090), (-116.7450, 36.9000)),
    "osm/heidelberg.test.pbf": ((8.6930, 49.4100), (8.6750, 49.4050)),
    "osm/liechtenstein-latest.osm.pbf": ((9.5209, 47.1410), (9.5260, 47.1600)),
    "osm/monaco.osm.gz": ((7.4200, 43.7310), (7.4270, 43.7390)),
    "osm/krems.osm.gz": ((15.6000, 48.4100), (15.6150, 48.4120)),
    "zaatari/roads": ((36.3250, 32.2900), (36.3350, 32.2950)),
}
"""Each map with a base and a place to go to."""
GIB = 1 << 30
PEAK = """
import atexit, re, sys
from pathlib import Path
from holdfast.cli import main
peak = lambda: re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text()).group(1)
atexit.register(lambda: print("peak", peak(), file=sys.stderr))
main(sys.argv[1:])
"""
"""The command, which says in the end how many KiB it held at most: getrusage would count those of
the process that started it too."""


def holdfast(*words: str) -> subprocess.CompletedProcess[str]:
    """The command line in a process of its own."""
    command = [sys.executable, "-c", PEAK, *words]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.slow
@pytest.mark.parametrize("name", MAPS)
def test_a_base_is_founded_and_a_run_is_planned(shared: Path, tmp_path: Path, name: str) -> None:
    """init, then plan: options with ways out, back and a fallback, in less than a gigabyte."""
    source = shared / "data" / name
    if source.is_dir():
        source = next(source.glob("*.geojson"))
    (lon, lat), (to_lon, to_lat) = MAPS[name]
    base = str(tmp_path / "base")
    made = holdfast("init", base, "--name", "B", "--map", str(source), "--at", f"{lon},{lat}")
    assert made.returncode == 0, made.stderr
    asked = holdfast("plan", base, "--to", f"{to_lon},{to_lat}", "--depart", "10:00", "--json")
    assert asked.returncode == 0, asked.stderr
    away = [o for o in json.loads(asked.stdout)["options"] if o["taskings"]]
    assert away
    for option in away:
        (task,) = option["taskings"]
        assert [w["role"] for w in task["ways"]] == ["out", "back", "fallback"]
    for told in (made, asked):
        assert int(told.stderr.split()[-1]) * 1024 < GIB
