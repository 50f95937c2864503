"""Whoever asks about several sites is offered no less than by asking about some of them."""

import random
from itertools import combinations, pairwise
from typing import Any

import pytest

from holdfast import facts as f
from holdfast.base.clock import HOUR_MS
from holdfast.plan.ground import Ground
from holdfast.plan.journeys.options import MUCH_MORE
from holdfast.plan.journeys.parts import MOST_STOPS, alone, parts, together
from holdfast.plan.offer.offer import in_tries, offer

from .conftest import MORNING_MS, Ask, at

SOME = in_tries(4_000)


def question(rng: random.Random, *, windows: bool) -> tuple[list[f.Fact], dict[str, Any]]:
    """Two or three sites with stock, threats beside some of them and perhaps on the way."""
    facts: list[f.Fact] = []
    wants: list[f.StopWanted] = []
    for i in range(rng.choice([2, 3, 3])):
        east_m = rng.uniform(-900, 5_800)
        north_m = rng.choice([0.0, rng.uniform(-900, 1_600)])
        facts += site_with_stock(rng, f"s{i}", f.Point(*at(east_m, north_m)))
        if rng.random() < 0.65:
            near = at(east_m + rng.uniform(-300, 300), north_m + rng.uniform(-300, 300))
            facts.append(threat(rng, f"t{i}", f.Point(*near)))
        if windows and rng.random() < 0.6:
            opens_ms = MORNING_MS + round(rng.uniform(0.2, 5) * HOUR_MS)
            closes_ms = rng.choice([None, opens_ms + round(rng.uniform(0.1, 2) * HOUR_MS)])
            wants.append(f.StopWanted(f"s{i}", opens_ms=opens_ms, closes_ms=closes_ms))
    if rng.random() < 0.4:
        facts.append(threat(rng, "way", f.Point(*at(rng.uniform(0, 4_000), 0))))
    limits = {
        "modes": rng.choice([(), ("car",), ("foot",)]), "wants": tuple(wants),
        "greatest_hazard": rng.choice([None, None, None, 0.05, 0.3]),
    }  # fmt: skip
    return facts, limits


def site_with_stock(rng: random.Random, site: str, here: f.Point) -> list[f.Fact]:
    """A site, and what is said to lie there."""
    chests = (f.Amount("chest", rng.choice([1, 3])),) if rng.random() < 0.5 else ()
    return [
        f.SiteNoted(site=site, name=site.upper(), at=here, what="warehouse"),
        f.SightingReported(
            sighting=site, at=here, about="stock", words="", site=site,
            reliability=rng.choice("ABCD"), credibility=rng.choice("123"),
            contents=(f.Amount("ration", rng.choice([5, 20, 100, 400])), *chests),
        ),
    ]  # fmt: skip


def threat(rng: random.Random, key: str, here: f.Point) -> f.ThreatNoted:
    """Something that harms whoever comes near."""
    return f.ThreatNoted(
        threat=key, name=key, what=rng.choice(["armed", "infected", "mines"]), at=here,
        radius_m=rng.choice([150, 400, 800]), reliability=rng.choice("ABC"),
        credibility=rng.choice("12"),
    )  # fmt: skip


def lost(ask: Ask, ground: Ground, seed: int, *, windows: bool) -> list[str]:
    """What asking about some of the sites offers, and asking about all of them leaves out."""
    facts, limits = question(random.Random(seed), windows=windows)  # noqa: S311
    sites = [x.site for x in facts if isinstance(x, f.SiteNoted)]

    def options(some: tuple[str, ...]) -> tuple[f.Offered, ...]:
        wants = tuple(w for w in limits["wants"] if w.site in some)
        asked = limits | {"wants": wants, "sites": some}
        return offer(ask(*facts, **asked), ground, left=SOME).options[1:]

    whole = options(tuple(sites))
    some = [o for k in range(1, len(sites)) for part in combinations(sites, k)
            for o in options(part)]  # fmt: skip
    safest = min((o.hazard for o in whole), default=9.0)
    wrong = [f"safer: {o.why}" for o in some if o.hazard * 1.01 + 1e-6 < safest]
    wrong += [
        f"better than all: {o.why}"
        for o in some
        if all(o.hazard < w.hazard - 1e-9 and o.value >= w.value - 1e-9 for w in whole)
    ]
    return wrong + [
        f"much more: {o.why}"
        for o in some
        if not any(
            w.hazard <= o.hazard * 1.1 + 1e-4 and w.value >= o.value * (1 - MUCH_MORE)
            for w in whole
        )
    ]


@pytest.mark.parametrize(
    ("seed", "windows"), [(1, False), (3, False), (8, False), (0, True), (4, True)]
)
def test_asking_about_more_sites_offers_no_less(
    ask: Ask, ground: Ground, seed: int, *, windows: bool
) -> None:
    """No single site, and no two of three, were the better question (each of these once was)."""
    assert lost(ask, ground, seed, windows=windows) == []


@pytest.mark.slow
@pytest.mark.parametrize("windows", [False, True])
def test_no_part_of_a_question_is_the_better_question(
    ask: Ask, ground: Ground, *, windows: bool
) -> None:
    """The same for many questions, with sites that open late and close."""
    found = {seed: lost(ask, ground, seed, windows=windows) for seed in range(300, 340)}
    assert {seed: wrong for seed, wrong in found.items() if wrong} == {}


def test_every_round_and_every_part_is_made_once() -> None:
    """Of three sites 15 rounds; of a round each part in its order, of a long one all but one."""
    rounds = [*alone(3), *together(3)]
    assert len(rounds) == len(set(rounds)) == 15
    assert set(parts((2, 0, 1))) == {(2,), (0,), (1,), (2, 0), (2, 1), (0, 1)}
    long = tuple(range(MOST_STOPS + 1))
    assert all(len(part) == MOST_STOPS for part in parts(long))
    assert all(a < b for part in parts(long) for a, b in pairwise(part))
