"""How soon a whole day is planned: 200 sites, 30 people, 6 vehicles in the demo country.

Law. The world is made from the seed; the figures are those of the planner's own recipe, every
option checked; time is the wall's, memory the process's greatest.
"""

import resource
import sys
from time import perf_counter, process_time
from typing import Any

import numpy as np

from holdfast import facts as f
from holdfast.base.clock import HOUR_MS, Stamp
from holdfast.base.geo import Place
from holdfast.facts.said import Said
from holdfast.know import fold_all
from holdfast.plan.ground import Ground
from holdfast.plan.offer.offer import Progress, offer
from holdfast.plan.problem import Problem
from holdfast.plan.question.pose import pose
from holdfast.scenarios.stage import Country, prepared
from holdfast.store.roadfile import import_map, load

MORNING_MS = 1_795_152_600_000
"""05:30 UTC, 20 November 2026: after first light in the demo country."""
SKILLS = (("lead", "driver"), ("lead", "scout"), ("driver",), ("medic",), ("locks",), ())
N_SITES, N_PEOPLE, N_VEHICLES, N_THREATS = 200, 30, 6, 12


def bench_day(*, seconds: float = 15.0, seed: int = 1) -> dict[str, Any]:
    """Plan one day and say what was offered when.

    Args:
        seconds: the budget.
        seed: of the world.

    Returns:
        Seconds to the first options and to the end; value and hazard of the best option at each
        moment that options came; peak memory in MiB; how many options the checker withheld.
    """
    country = prepared()
    ground = Ground(load(import_map(country.map_file, country.maps, lambda *_: None)).roads)
    problem = day(country, ground, np.random.default_rng(seed))
    offer(problem, ground, left=lambda _tries: 0.0)  # a room makes its ground ready when it opens
    began, began_cpu = perf_counter(), process_time()
    seen: list[dict[str, float]] = []

    def heard(news: Progress) -> None:
        if news.offered is not None and len(news.offered.options) > 1:
            at_cpu_s = round(process_time() - began_cpu, 2)
            seen.append(_best(news.offered, perf_counter() - began) | {"at_cpu_s": at_cpu_s})

    answer = offer(problem, ground, heard, lambda _tries: 1 - (perf_counter() - began) / seconds)
    ended_s = perf_counter() - began
    return {
        "n_sites": N_SITES,
        "n_people": N_PEOPLE,
        "n_vehicles": N_VEHICLES,
        "seconds": seconds,
        "seed": seed,
        "first_s": seen[0]["at_s"] if seen else None,
        "first_cpu_s": seen[0]["at_cpu_s"] if seen else None,
        "ended_s": round(ended_s, 2),
        "seen": seen,
        "last": _best(answer, ended_s),
        "n_options": len(answer.options) - 1,
        "n_teams": max((len(o.taskings) for o in answer.options), default=0),
        "n_withheld": sum("withheld" in words for words in answer.infeasible),
        "peak_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 0),
        "platform": sys.platform,
    }


def _best(answer: f.PlanOffered, at_s: float) -> dict[str, float]:
    """The option of most value at a moment."""
    best = max(answer.options, key=lambda o: o.value)
    return {
        "at_s": round(at_s, 2),
        "value": round(best.value, 1),
        "hazard": round(best.hazard, 4),
        "n_options": len(answer.options) - 1,
    }


def day(
    country: Country, ground: Ground, rng: np.random.Generator, n_sites: int = N_SITES
) -> Problem:
    """A base in the middle, sites with goods all over the region, threats among them."""
    roads = ground.roads
    home = Place(float(np.median(roads.lon)), float(np.median(roads.lat)))
    nodes = rng.choice(roads.n_nodes, n_sites + N_THREATS, replace=False)
    at = [f.Point(float(roads.lon[i]), float(roads.lat[i])) for i in nodes]
    facts: list[f.Fact] = [
        f.BaseFounded(base="base", name="Base", at=f.Point(*home), zone=country.zone),
        f.ItemDefined(item="ration", name="Rations", unit="pack", need="food", kg=1.0, worth=1.0),
        f.ItemDefined(item="chest", name="Chest", unit="chest", need="medicine", kg=15.0, worth=40),
        *_people(rng),
        *_vehicles(rng),
        *_sites(rng, at[:n_sites]),
        *_threats(rng, at[n_sites:]),
    ]
    asked = f.PlanAsked(
        plan="day", base="base", objective="supply", depart_ms=MORNING_MS,
        sites=tuple(f"s{i}" for i in range(n_sites)),
    )  # fmt: skip
    start_ms = MORNING_MS - HOUR_MS
    state = fold_all(Said(Stamp(start_ms, i, "d", i), fact) for i, fact in enumerate(facts))
    return pose(state, asked, MORNING_MS)


def _people(rng: np.random.Generator) -> list[f.Fact]:
    """People, some with a skill."""
    return [
        f.PersonRegistered(
            person=f"p{i}", name=f"Person {i}", base="base", skills=SKILLS[i % len(SKILLS)],
            carry_kg=float(rng.uniform(15, 30)), pace=float(rng.uniform(0.8, 1.2)),
        )
        for i in range(N_PEOPLE)
    ]  # fmt: skip


def _vehicles(rng: np.random.Generator) -> list[f.Fact]:
    """Cars and trucks with fuel in them."""
    facts: list[f.Fact] = []
    for i in range(N_VEHICLES):
        truck = i % 3 == 2
        facts += [
            f.VehicleRegistered(
                vehicle=f"v{i}", name=f"Vehicle {i}", base="base",
                mode="truck" if truck else "car", seats=5 if truck else 4,
                load_kg=3000 if truck else 500, load_m3=12 if truck else 2,
                use_l_per_100km=28 if truck else 11,
            ),
            f.VehicleReadinessSaid(
                vehicle=f"v{i}", state="ready", fuel_l=float(rng.uniform(15, 60))
            ),
        ]  # fmt: skip
    return facts


def _sites(rng: np.random.Generator, at: list[f.Point]) -> list[f.Fact]:
    """Sites of which somebody said what they hold."""
    facts: list[f.Fact] = []
    for i, point in enumerate(at):
        held = [f.Amount("ration", float(rng.integers(10, 200)))]
        if rng.random() < 0.3:
            held.append(f.Amount("chest", float(rng.integers(1, 6))))
        facts += [
            f.SiteNoted(site=f"s{i}", name=f"Site {i}", at=point, what="warehouse"),
            f.SightingReported(
                sighting=f"said-{i}", at=point, about="stock", words="", site=f"s{i}",
                reliability="ABCDE"[rng.integers(5)], credibility="12345"[rng.integers(5)],  # type: ignore[arg-type]
                contents=tuple(held),
            ),
        ]  # fmt: skip
    return facts


def _threats(rng: np.random.Generator, at: list[f.Point]) -> list[f.Fact]:
    """Threats of every grade."""
    kinds = ("armed", "mines", "infected", "unknown")
    return [
        f.ThreatNoted(
            threat=f"t{i}", name=f"Threat {i}", what=kinds[i % 4],  # type: ignore[arg-type]
            at=point, radius_m=float(rng.uniform(300, 2500)),
            reliability="ABC"[rng.integers(3)], credibility="123"[rng.integers(3)],  # type: ignore[arg-type]
        )
        for i, point in enumerate(at)
    ]  # fmt: skip
