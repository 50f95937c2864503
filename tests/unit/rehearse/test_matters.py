"""What matters, on plays of which it is known what does; and what knowing it would be worth."""

from collections.abc import Sequence

import numpy as np
import pytest

from data.staged import QUIET, many, scene_of, staged, stop_shown, team_shown
from holdfast.rehearse.matters import FEW, Advice, Matter, advice, fates, matters
from holdfast.rehearse.mission import Piece, Stop, Team
from holdfast.rehearse.plays import Plays, play
from holdfast.rehearse.rehearse import rehearse
from holdfast.rehearse.script import F64
from holdfast.rehearse.staging import Scene, Staged
from holdfast.rehearse.tally import columns
from holdfast.rehearse.writing import write

N = 20_000
LEG = (Piece(600.0),)
TEAM = Team("car", (LEG, LEG), (Stop(Piece(600.0), 0),), 4)


def option(letter: str = "A", site: str = "mill", value: float = 10.0) -> Staged:
    """One team to one site."""
    return staged(letter, [TEAM], [team_shown(stop_shown(site, value))])


def there(rng: np.random.Generator, *p: float) -> np.ndarray:
    """Which threats are there, by their bits; the background always."""
    bits = np.ones(N, np.uint64)
    for k, chance in enumerate(p, 1):
        bits |= (rng.random(N) < chance).astype(np.uint64) << np.uint64(k)
    return bits


def noise(seed: int, p: Sequence[float]) -> tuple[Scene, Staged, Plays]:
    """Plays in which nothing depends on anything: harm and load come by lot."""
    rng = np.random.default_rng(seed)
    one = option()
    plays = many(
        N, there=there(rng, *p), held=rng.integers(0, 2, N), storm=rng.random(N) < 0.05,
        pace=rng.lognormal(0, 0.1, N), walking=rng.random(N) < 0.01, brought=rng.integers(0, 2, N),
    )  # fmt: skip
    return scene_of(one, p=p), one, plays


def test_a_difference_is_the_one_that_is_there() -> None:
    """Over many campaigns: in the mean the true one, scattered by the error that is told."""
    told: list[Matter] = []
    for seed in range(20):
        scene, one, plays = noise(seed, (0.3,))
        rng = np.random.default_rng(1_000 + seed)
        so = plays.days["there"] & np.uint64(2) > 0
        plays.runs["walking"][:, 0] = rng.random(N) < np.where(so, 0.25, 0.05)
        plays.runs["brought"] = 1
        told += [m for m in matters(scene, one, plays) if m.kind == "threat"]
    assert len(told) == 20
    harm = np.array([(m.harm, m.harm_error) for m in told])
    kept = np.array([(m.kept, m.kept_error) for m in told])
    assert harm[:, 0].mean() == pytest.approx(0.20, abs=4 * harm[0, 1] / np.sqrt(20))
    assert kept[:, 0].mean() == pytest.approx(2.0, abs=4 * kept[0, 1] / np.sqrt(20))
    assert harm[:, 0].std() == pytest.approx(harm[0, 1], rel=0.5)
    p, variance = 0.3, 100 * (0.11 * 0.89)
    assert told[0].part == pytest.approx(p * (1 - p) * 4.0 / variance, rel=0.2)


@pytest.mark.parametrize("p", [(0.5,) * 20, (0.003, 0.006, 0.01, 0.02, 0.98, 0.994)])
def test_next_to_nothing_is_told_of_noise(p: tuple[float, ...]) -> None:
    """Of what does nothing at most one in a hundred is told, rare things too."""
    looked_at = told = 0
    for seed in range(12):
        told += len(matters(*noise(seed, p)))
        looked_at += len(p) + 3
    assert told <= 0.01 * looked_at + 2


@pytest.mark.parametrize("n", [0, 2, FEW - 1, N - FEW + 1, N - 2, N])
def test_nothing_is_told_of_what_was_so_in_too_few_plays(n: int) -> None:
    """However plain it looks."""
    so = np.arange(N) < n
    plays = many(N, there=np.where(so, 3, 1), held=1, walking=so)
    one = option()
    assert matters(scene_of(one, p=(0.5,)), one, plays) == []


def test_a_site_a_storm_and_a_slow_day_matter_too() -> None:
    """Each under its name, what decides most first; sites that it does not visit are left out."""
    rng = np.random.default_rng(5)
    held, storm = rng.random(N) < 0.6, rng.random(N) < 0.05
    pace = rng.lognormal(0, 0.1, N)
    plays = many(
        N, held=held.astype(np.uint64) | 2, storm=storm, pace=pace, brought=held,
        walking=rng.random(N) < 0.02 + 0.3 * storm + 0.05 * (pace > 1),
    )  # fmt: skip
    one = option()
    told = matters(scene_of(one, sites=("mill", "clinic")), one, plays)
    assert [(m.kind, m.name) for m in told] == [
        ("site", "Mill"), ("storm", "A storm"), ("pace", "A slow day of Team 1 (Ana)")
    ]  # fmt: skip
    site, stormy, slow = told
    assert site.p == pytest.approx(0.4, abs=0.02)
    assert site.kept == pytest.approx(9.4, abs=0.3)
    assert stormy.harm == pytest.approx(0.3, abs=0.05)
    assert slow.harm == pytest.approx(0.05, abs=0.015)


def test_threats_beyond_the_bits_of_a_word_are_left_out() -> None:
    """The last that is told apart is the 63rd; those after it do not wrap round to the first."""
    n = 2_000
    one, rng = option(), np.random.default_rng(1)
    last = rng.random(n) < 0.5
    plays = many(n, there=last.astype(np.uint64) << np.uint64(63), held=1, walking=last)
    told = matters(scene_of(one, p=(0.5,) * 90), one, plays)
    assert [m.key for m in told] == ["t63"]
    hazards = {k: 0.02 for k in range(1, 91)}
    team = Team("car", ((Piece(600.0, hazards=hazards),), LEG), TEAM.stops, 4)
    big = staged("A", [team], [team_shown(stop_shown())], p=(1.0, *(0.5,) * 90))
    real = play(write(big.mission, QUIET), QUIET, 1, 0, n)
    assert matters(scene_of(big, p=(0.5,) * 90), big, real) is not None


# What knowing is worth


def known(
    scene: Scene, *pairs: tuple[Staged, Plays]
) -> tuple[list[Advice], dict[str, F64], dict[str, list[Matter]]]:
    """The advice, what each option keeps, and what matters to it."""
    kept = {one.letter: columns(one, plays).kept for one, plays in pairs}
    told = {one.letter: matters(scene, one, plays) for one, plays in pairs}
    found = {
        one.letter: (told[one.letter], fates(scene, plays, told[one.letter]))
        for one, plays in pairs
    }
    return advice(kept, found), kept, told


def test_advice_is_worth_what_it_is_worth_on_paper() -> None:
    """By the ford 10 come unless it is watched (0.4); round it 5 come always. Unknown, the ford is
    taken for 6; known, 10 or 5 come: 8 in the mean, so it is worth 2 to look."""
    rng = np.random.default_rng(3)
    watched = rng.random(N) < 0.4
    days = np.where(watched, 3, 1)
    ford, around = option("A"), option("B", "mill", 5.0)
    a = many(N, there=days, held=1, walking=watched)
    b = many(N, there=days, held=1)
    (one,), _, _ = known(scene_of(ford, around, p=(0.4,)), (ford, a), (around, b))
    share = watched.mean()
    assert one.worth == pytest.approx(10 * (1 - share) + 5 * share - 10 * (1 - share))
    assert one.worth == pytest.approx(2.0, abs=4 * one.error)
    assert (one.if_so, one.if_not) == ("B", "A")
    assert one.matter.key == "t1"


def test_what_leaves_nothing_to_choose_is_not_worth_knowing() -> None:
    """If every option fails if it is so, whoever goes unknowing loses nothing of what they keep;
    an option that does not fail then is what makes it worth knowing."""
    rng = np.random.default_rng(4)
    so, other = rng.random(N) < 0.4, rng.random(N) < 0.5
    days = np.where(so, 3, 1)
    a = many(N, there=days, held=1, walking=so | other)
    b = many(N, there=days, held=1, walking=so)
    options = option("A", value=10.0), option("B", value=8.0)
    found, _, told = known(scene_of(*options, p=(0.4,)), (options[0], a), (options[1], b))
    assert told["A"]
    assert found == []
    c = many(N, there=days, held=1, walking=~so)
    trio = (*options, option("C", value=4.0))
    (one,), _, _ = known(scene_of(*trio, p=(0.4,)), (trio[0], a), (trio[1], b), (trio[2], c))
    assert (one.if_so, one.if_not) == ("C", "B")


def test_only_what_would_change_the_choice_is_advised() -> None:
    """Both fail on one fate, only A on the other: that one is looked at."""
    rng = np.random.default_rng(6)
    fail, swap = rng.random(N) < 0.3, rng.random(N) < 0.5
    days = 1 + 2 * fail.astype(int) + 4 * swap.astype(int)
    a = many(N, there=days, held=1, walking=fail | swap)
    b = many(N, there=days, held=1, walking=fail | (rng.random(N) < 0.6))
    pair = option("A"), option("B", value=11.0)
    scene = scene_of(*pair, p=(0.3, 0.5))
    found, kept, _ = known(scene, (pair[0], a), (pair[1], b))
    assert [x.matter.key for x in found] == ["t2"]
    assert all(x.worth >= 0 for x in found)
    assert max(kept, key=lambda x: kept[x].mean()) == found[0].if_not == "A"


@pytest.mark.parametrize("seed", range(10))
def test_no_advice_is_worth_less_than_nothing_or_more_than_all_knowledge(seed: int) -> None:
    """On random plays: between nothing and the best option of every single play."""
    rng = np.random.default_rng(seed)
    days = there(rng, 0.2, 0.5, 0.7)
    pairs = []
    for letter in "ABC":
        harm = sum(
            rng.random() * 0.4 * ((days >> np.uint64(k)) & np.uint64(1) == 1) for k in (1, 2, 3)
        )
        one = option(letter, value=float(rng.uniform(5, 10)))
        pairs.append((one, many(N, there=days, held=1, walking=rng.random(N) < harm)))
    found, kept, _ = known(scene_of(*(one for one, _ in pairs), p=(0.2, 0.5, 0.7)), *pairs)
    everything = np.max(list(kept.values()), axis=0).mean() - max(k.mean() for k in kept.values())
    for one in found:
        assert 0 < one.worth <= everything
        assert one.if_so != one.if_not


def test_equal_options_give_no_advice_by_chance() -> None:
    """Noise in two options is no reason to go and look."""
    n_found = 0
    for seed in range(10):
        scene, _, one = noise(seed, (0.5,) * 6)
        other = many(N, there=one.days["there"], held=1, brought=noise(900 + seed, ())[2].runs[
            "brought"][:, 0], walking=one.runs["walking"][:, 0])  # fmt: skip
        found, _, _ = known(scene, (option("A"), one), (option("B"), other))
        n_found += len(found)
    assert n_found <= 1


def test_a_site_from_which_options_hope_for_different_things_is_known_as_each_hopes() -> None:
    """A hopes with 0.8, B with 0.3 at the same site: each matter has its own chance, and the advice
    is worth what it is in the plays of the option that it comes from."""
    teams = {
        letter: Team("car", (LEG, LEG), (Stop(Piece(600.0), 0, p_there=p),), 4)
        for letter, p in (("A", 0.8), ("B", 0.3))
    }
    worth = {"A": 5.0, "B": 10.0}
    options = [
        staged(x, [team], [team_shown(stop_shown("mill", worth[x]))]) for x, team in teams.items()
    ]
    scene = scene_of(*options)
    told = rehearse(scene, QUIET, 1, most=N)
    chance = {x: m.p for x in "AB" for m in told.matters[x] if m.kind == "site"}
    assert chance["A"] == pytest.approx(0.2, abs=0.02)
    assert chance["B"] == pytest.approx(0.7, abs=0.02)
    (one,) = told.advice
    assert one.matter.p == pytest.approx(0.7, abs=0.02)
    assert (one.if_so, one.if_not) == ("A", "B")
    assert one.worth == pytest.approx(0.3 * 5.0, abs=4 * one.error)
