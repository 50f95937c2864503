"""What every test may ask for."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from holdfast import facts as f
from holdfast.node import Node, open_node

settings.register_profile("ours", deadline=None)
settings.load_profile("ours")
"""No test is timed, and no example either: a busy machine would fail the slowest of them."""
os.environ["HOLDFAST_STATE"] = tempfile.mkdtemp(prefix="holdfast-tests-state-")
"""What a room remembers outside its folder, of rooms in tests."""
SHARED = Path(__file__).resolve().parents[2] / "shared"
NOON_MS = 1_795_168_800_000
"""10:00 UTC on 20 November 2026: noon on the clocks of the toy base."""


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real files that no one here wrote; absent outside our own machines."""
    if not SHARED.is_dir():
        pytest.skip("the folder 'shared' is not beside this checkout")
    return SHARED


@pytest.fixture
def toy_node(tmp_path: Path) -> Iterator[Node]:
    """An exercise base with a run that is out, by the facts of toy_facts; its clock stands."""
    with open_node(tmp_path / "node", lambda: NOON_MS, exercise=True) as node:
        node.say_all(toy_facts(NOON_MS))
        yield node


def toy_facts(now_ms: int) -> list[f.Fact]:
    """A base, four people, some stock, a site, a threat, and KESTREL 1 an hour on its way."""
    left_ms, minute = now_ms - 3_600_000, 60_000
    line = (3200000, 3000000, 1000, 0, 1000, 500, 1000, 0)
    way = dict(length_m=4_000.0, time_s=3_600.0, hazard=0.02)
    tasking = f.Tasking(
        mode="foot",
        crew=("leila", "kai"),
        lead="leila",
        stops=(
            f.Stop(
                site="depot",
                arrive_ms=left_ms + 60 * minute,
                leave_ms=left_ms + 105 * minute,
                expect=(f.Amount("ration", 20),),
                p_there=0.6,
            ),
        ),
        ways=(
            f.WayTold(role="out", start="compound", goal="depot", line=line, **way),
            f.WayTold(role="back", start="depot", goal="compound", line=line, **way),
        ),
        depart_ms=left_ms,
        turn_ms=left_ms + 180 * minute,
        home_ms=left_ms + 170 * minute,
        check_every_s=1_800.0,
        load_kg=25.0,
        hazard=0.05,
        value=30.0,
    )
    return [
        f.BaseFounded(
            base="compound",
            name="The compound",
            at=f.Point(32.0, 30.0),
            zone="Etc/GMT-2",
            exercise=True,
        ),
        *(
            f.PersonRegistered(person=p.lower(), name=p, base="compound", skills=("lead",))
            for p in ("Leila", "Kai", "Mark", "Darren")
        ),
        f.ItemDefined(item="ration", name="Ration", unit="pack", need="food", kg=1.0, covers=2100),
        f.LotDefined(lot="lot-1", item="ration"),
        f.StockMoved(
            lot="lot-1", n=100, source="outside", target="base:compound", reason="received"
        ),
        f.SiteNoted(
            site="depot", name="Storage facility", at=f.Point(32.04, 30.005), what="warehouse"
        ),
        f.ThreatNoted(
            threat="jace",
            name="Jace's band",
            what="armed",
            at=f.Point(32.1, 30.1),
            radius_m=800,
            reliability="B",
            credibility="2",
        ),
        f.RunTasked(
            run="run-1", call="KESTREL 1", objective="supply", base="compound", tasking=tasking
        ),
        f.ConsentSaid(run="run-1", person="leila", yes=True),
        f.ConsentSaid(run="run-1", person="kai", yes=True),
        f.Departed(run="run-1", crew=("leila", "kai"), at=f.Point(32.0, 30.0)),
    ]
