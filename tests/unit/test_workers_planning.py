"""A plan is the same wherever it is worked out: here, in local processes, on two workers of Ray."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from holdfast import facts as f
from holdfast.base.clock import HOUR_MS, Stamp
from holdfast.base.errors import Unavailable
from holdfast.facts.said import Said
from holdfast.know import fold_all
from holdfast.know.state import State
from holdfast.plan.ground import Ground
from holdfast.plan.offer.offer import Progress, in_tries, offer
from holdfast.plan.problem import Problem
from holdfast.plan.question.pose import pose
from holdfast.rehearse.odds import Odds
from holdfast.rehearse.rehearse import rehearse
from holdfast.rehearse.setting import Setting
from holdfast.rehearse.staging import stage
from holdfast.store.roadfile import import_map, load
from holdfast.workers import Cluster, Here, Processes, Shared, Workers, share
from holdfast.workers.planning import TASK, Asked
from holdfast.workers.rehearsals import assumptions, sweep

MORNING_MS = 1_795_158_000_000
WEST, SOUTH, STEP, ROWS = 32.0, 30.0, 0.004, 7
TRIES = 2_000


@pytest.fixture(scope="module")
def roads(tmp_path_factory: pytest.TempPathFactory) -> Shared:
    """The road file of a lattice of streets."""
    folder = tmp_path_factory.mktemp("lattice")
    at = [[west + i * STEP for i in range(ROWS)] for west in (WEST, SOUTH)]
    lines = [[[x, y] for x in at[0]] for y in at[1]] + [[[x, y] for y in at[1]] for x in at[0]]
    features = [
        {"type": "Feature", "properties": {"highway": "residential"},
         "geometry": {"type": "LineString", "coordinates": line}} for line in lines
    ]  # fmt: skip
    source = folder / "map.geojson"
    source.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return share(import_map(source, folder, lambda *_: None))


@pytest.fixture(scope="module")
def problem() -> Problem:
    """Four sites, six people and a car."""
    facts: list[f.Fact] = [
        f.BaseFounded(base="base", name="Base", at=f.Point(WEST, SOUTH), zone="Etc/GMT-2"),
        f.ItemDefined(item="ration", name="Rations", unit="pack", need="food", kg=1.0, worth=1.0),
        f.VehicleRegistered(
            vehicle="car", name="Car", base="base", mode="car", seats=4, load_kg=200.0
        ),
        f.ThreatNoted(
            threat="band", name="Band", what="armed", at=f.Point(WEST + 2 * STEP, SOUTH + STEP),
            radius_m=500, reliability="B", credibility="2",
        ),
        *(f.PersonRegistered(person=f"p{i}", name=f"P{i}", base="base", skills=("lead", "driver"))
          for i in range(6)),
    ]  # fmt: skip
    for i in range(4):
        at = f.Point(WEST + (i + 2) * STEP, SOUTH + (5 - i) * STEP)
        facts.append(f.SiteNoted(site=f"s{i}", name=f"S{i}", at=at, what="shop"))
        facts.append(
            f.SightingReported(
                sighting=f"g{i}", at=at, about="stock", words="", site=f"s{i}", reliability="B",
                credibility="2", contents=(f.Amount("ration", 40.0 + 10 * i),),
            )
        )  # fmt: skip
    said = (Said(Stamp(MORNING_MS - HOUR_MS, i, "d", i), fact) for i, fact in enumerate(facts))
    asked = f.PlanAsked(
        plan="plan", base="base", objective="supply", depart_ms=MORNING_MS,
        sites=tuple(f"s{i}" for i in range(4)),
    )  # fmt: skip
    return pose(fold_all(said), asked, MORNING_MS)


@pytest.fixture(params=["here", "processes", pytest.param("cluster", marks=pytest.mark.slow)])
def workers(request: pytest.FixtureRequest) -> Iterator[Workers]:
    """Two workers in each place."""
    place = {"here": Here, "processes": Processes, "cluster": lambda n: Cluster(n=n)}
    with place[request.param](2) as opened:
        yield opened


def test_a_plan_is_the_same_wherever_it_is_worked_out(
    workers: Workers, roads: Shared, problem: Problem
) -> None:
    """Here, in a process and on a cluster: the very answer of the recipe, with its steps heard."""
    heard: list[Progress] = []
    job = workers.start(TASK, Asked(roads, problem, tries=TRIES), heard.append)
    answer = job.result(300)
    expected = offer(problem, Ground(load(Path(roads.path)).roads), left=in_tries(TRIES))
    assert answer == expected
    assert len(expected.options) > 2
    assert max(len(o.taskings) for o in expected.options) > 1
    first = next(news for news in heard if not news.waits)
    assert first.step == "Reading the roads"
    assert heard[-1].part == 1.0
    assert any(news.offered is not None for news in heard)


def test_a_rehearsal_is_the_same_wherever_it_is_played(
    workers: Workers, roads: Shared, problem: Problem
) -> None:
    """A sweep over assumptions, as its pieces come in from a process or a cluster."""
    options = offer(problem, Ground(load(Path(roads.path)).roads), left=in_tries(TRIES)).options
    scene = stage(State(), problem.asked, options, "UTC")
    assert len(scene.options) > 1
    setting, tried = Setting(scene, Odds(), 1), assumptions(Odds())[:4]
    found = {one.words: told for one, _, told in sweep(workers, setting, tried, [1], 1_000)}
    expected = {one.words: rehearse(scene, one.odds, 1, first=1_000, most=1_000) for one in tried}
    assert found == expected


def test_several_plans_at_once_do_not_mix(
    workers: Workers, roads: Shared, problem: Problem
) -> None:
    """Two questions on two workers: each has its own answer."""
    asked = [Asked(roads, problem, tries=n) for n in (1, TRIES)]
    answers = dict(workers.each(TASK, asked))
    ground = Ground(load(Path(roads.path)).roads)
    assert answers == {
        i: offer(problem, ground, left=in_tries(one.tries)) for i, one in enumerate(asked)
    }


def test_a_map_that_is_gone_is_said(workers: Workers, roads: Shared, problem: Problem) -> None:
    """A sentence, and the worker goes on."""
    gone = Shared(roads.path + ".gone", "0" * 64)
    with pytest.raises(Unavailable, match="gone"):
        workers.start(TASK, Asked(gone, problem)).result(300)
