"""Nothing that was asked about is passed over in silence: it is in an option, or named with why."""

import random
from typing import Any

import pytest

from holdfast import facts as f
from holdfast.base.clock import HOUR_MS
from holdfast.plan.ground import Ground
from holdfast.plan.offer.offer import in_tries, offer
from holdfast.plan.offer.unnamed import names, packed
from holdfast.plan.problem import Problem

from .conftest import MORNING_MS, Ask, at, person
from .test_parts import site_with_stock, threat

FEW = in_tries(300)
OBJECTIVES = ("supply", "recon", "rescue", "recovery", "patrol")


def question(rng: random.Random) -> tuple[list[f.Fact], dict[str, Any]]:
    """Some sites or many, some of which nothing is known, people and vehicles of every kind."""
    facts: list[f.Fact] = [*hands(rng)]
    sites: list[str] = []
    for i in range(rng.choice([1, 2, 3, 5, 8, 30])):
        here = f.Point(*at(rng.uniform(-900, 5_800), rng.uniform(-900, 1_600)))
        known = site_with_stock(rng, f"s{i}", here)
        facts += known[: rng.choice([1, 2, 2])]
        facts += [threat(rng, f"t{i}", here)] if rng.random() < 0.4 else []
        sites.append(f"s{i}")
    objective = rng.choice(OBJECTIVES)
    wants = tuple(want(rng, objective, site) for site in sites if rng.random() < 0.5)
    limits = {
        "objective": objective, "sites": tuple(sites), "wants": wants,
        "modes": rng.choice([(), ("car",), ("foot",), ("car", "truck")]),
        "greatest_hazard": rng.choice([None, None, 0.05, 0.3]),
        "home_by_ms": rng.choice([None, None, MORNING_MS + 2 * HOUR_MS]),
    }  # fmt: skip
    return facts, limits


def want(rng: random.Random, objective: str, site: str) -> f.StopWanted:
    """A window, a must, people who wait."""
    opens_ms = rng.choice([None, None, MORNING_MS + 2 * HOUR_MS])
    groups = (f.Group(walking=rng.choice([1, 4, 30]), carried=rng.choice([0, 0, 1])),)
    people = groups if objective == "rescue" else ()
    return f.StopWanted(site, opens_ms=opens_ms, must=rng.random() < 0.3, people=people)


def hands(rng: random.Random) -> list[f.Fact]:
    """More people, some of whom cannot go, and more vehicles."""
    facts: list[f.Fact] = []
    for i in range(rng.choice([0, 2, 5, 50])):
        skills = rng.sample(["lead", "driver", "medic", "scout"], rng.randrange(3))
        facts.append(person(f"P{i}x", *skills))
        if rng.random() < 0.3:
            state = rng.choice(["resting", "in_care"])
            facts.append(f.ReadinessSaid(person=f"p{i}x", state=state))
    for i in range(rng.randrange(3)):
        facts.append(
            f.VehicleRegistered(
                vehicle=f"v{i}", name=f"Van {i}", base="base", mode=rng.choice(["car", "truck"]),
                seats=rng.choice([1, 2, 5]), load_kg=rng.choice([0, 100, 1000]), load_m3=2,
                use_l_per_100km=rng.choice([10, 30]),
            )
        )  # fmt: skip
        state = rng.choice(["ready", "ready", "unserviceable"])
        facts.append(
            f.VehicleReadinessSaid(vehicle=f"v{i}", state=state, fuel_l=rng.choice([1, 30]))
        )
    return facts


def passed_over(problem: Problem, answer: f.PlanOffered) -> list[str]:
    """Sites, vehicles and people in no option and in no sentence."""
    said = [*answer.infeasible, *(w for o in answer.options for w in (o.why, *o.stays))]
    tasks = [t for o in answer.options for t in o.taskings]
    visited = {s.site for t in tasks for s in t.stops}
    sites = [t.name for t in problem.targets if t.site not in visited]
    gone = {f"person:{p}" for t in tasks for p in t.crew} | {f"vehicle:{t.vehicle}" for t in tasks}
    # Where nobody goes, what keeps the sites from them keeps all at home.
    hands = [n for k, n in problem.named.items() if k not in gone] if tasks else []
    known = [t.name for t in problem.targets]
    lost = [n for n in (*sites, *hands) if not any(names(words, n, known) for words in said)]
    musts = [t.name for t in problem.targets if t.must and t.site not in visited]
    start = ("{} must be visited, and no option goes there").format
    return lost + [m for m in musts if not any(w.startswith(start(m)) for w in answer.infeasible)]


@pytest.mark.parametrize("seed", range(6))
def test_what_is_asked_about_is_in_an_option_or_named(ask: Ask, ground: Ground, seed: int) -> None:
    """Each site, must, vehicle and person."""
    facts, limits = question(random.Random(seed))  # noqa: S311
    problem = ask(*facts, **limits)
    assert passed_over(problem, offer(problem, ground, left=FEW)) == []


@pytest.mark.slow
def test_the_same_for_many_questions(ask: Ask, ground: Ground) -> None:
    """Large bases and small, many sites and few."""
    found: dict[int, list[str]] = {}
    for seed in range(100, 160):
        facts, limits = question(random.Random(seed))  # noqa: S311
        problem = ask(*facts, **limits)
        found[seed] = passed_over(problem, offer(problem, ground, left=FEW))
    assert {seed: lost for seed, lost in found.items() if lost} == {}


def test_a_name_is_found_whole() -> None:
    """Site 1 is not named by a sentence about Site 12."""
    assert names("to Site 1 on foot", "Site 1")
    assert not names("to Site 12 on foot", "Site 1")
    assert names("to Site 12 and Site 1", "Site 1")


def test_a_name_inside_another_is_not_that_other() -> None:
    """Depot is not named by a sentence about Depot 2, nor one of two namesakes by one of both."""
    known = ["Depot", "Depot 2", "Old Depot"]
    assert not names("No option goes to Depot 2: shut", "Depot", known)
    assert not names("to Old Depot on foot", "Depot", known)
    assert names("No option goes to Depot 2, Depot: shut", "Depot", known)
    assert not names("to Depot on foot", "Depot", ["Depot", "Depot"])


def test_a_site_is_told_of_though_another_s_name_begins_with_its_own(
    ask: Ask, ground: Ground
) -> None:
    """Nothing is known at Depot, nor at Depot 2: both are named."""
    facts = [
        f.SiteNoted(site=key, name=name, at=f.Point(*at(x, 400)), what="store")
        for key, name, x in (("d1", "Depot", 900), ("d2", "Depot 2", 2_400))
    ]
    answer = offer(ask(*facts, sites=("d1", "d2")), ground, left=FEW)
    said = " ".join(answer.infeasible)

    assert names(said, "Depot", ["Depot", "Depot 2"])
    assert names(said, "Depot 2", ["Depot", "Depot 2"])


def test_more_sentences_than_are_read_are_put_together_and_none_is_lost() -> None:
    """Those beyond so many share lines no longer than one may be."""
    sentences = [f"P{i} is resting" for i in range(60)]
    told = packed(sentences, 40, 60)
    assert told[:40] == tuple(sentences[:40])
    assert "; ".join(told[40:]) == "; ".join(sentences[40:])
    assert all(len(words) <= 60 for words in told)
    assert packed(sentences[:3], 40, 60) == tuple(sentences[:3])
