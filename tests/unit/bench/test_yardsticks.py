"""Other engines are asked the same question, keep its limits, and are missed with a sentence."""

import sys
from dataclasses import replace

import numpy as np
import pytest

from holdfast.base.errors import Refused
from holdfast.bench.orienteer import judge, question, walked
from holdfast.bench.survivors import made, weigh
from holdfast.bench.yardsticks import ENGINES, engines
from holdfast.formats.orienteering import read_chao, read_toptw

TRIANGLES = b"n 5\nm 2\ntmax 12\n0 0 0\n3 0 4\n3 4 5\n0 -5 9\n0 0 0\n"
"""One round of exactly 12 over the first two; the third by itself takes 10."""

WINDOWS = (
    b"4 10 3 1\n0 200\n0 0 0 0 0 0 0 100\n1 10 0 5 3 1 1 1 30 40\n2 20 0 5 4 1 1 1 0 50\n"
    b"3 0 10 5 9 1 1 1 0 5\n"
)
"""The third cannot be reached before it closes."""


@pytest.mark.parametrize("name", list(ENGINES))
def test_a_round_of_exactly_the_limit_is_found_and_kept(name: str) -> None:
    """Whole numbers there cost no site here."""
    read = read_chao(TRIANGLES)
    routes, _ = ENGINES[name](question(read), 0.1, 1)
    assert judge(read, walked(read, routes)) == (18.0, [])


@pytest.mark.parametrize("name", list(ENGINES))
def test_hours_are_told(name: str) -> None:
    """Waits, stays and closing; a site that cannot be had is left."""
    read = read_toptw(WINDOWS, decimals=1)
    routes, _ = ENGINES[name](question(read), 0.1, 1)
    assert judge(read, walked(read, routes)) == (7.0, [])


@pytest.mark.parametrize("name", list(ENGINES))
def test_hours_that_two_sites_cannot_both_keep_cost_the_lesser(name: str) -> None:
    """Each can be had alone; whichever is first, the other has closed."""
    tight = WINDOWS.replace(b" 30 40", b" 30 34").replace(b" 0 50\n", b" 0 44\n")
    read = read_toptw(tight, decimals=1)
    routes, _ = ENGINES[name](question(read), 0.1, 1)
    assert judge(read, walked(read, routes)) == (4.0, [])


@pytest.mark.parametrize("name", list(ENGINES))
@pytest.mark.parametrize("p_min", [0.8, 0.95, 0.99])
def test_hazard_is_a_second_limit(name: str, p_min: float) -> None:
    """Rounds keep both, reckoned in floats."""
    asked = made(3, 20, p_min)
    worth = weigh(asked, ENGINES[name](asked, 0.1, 1)[0])
    assert worth.planned > 0
    assert worth.faults == ()


@pytest.mark.parametrize("name", list(ENGINES))
def test_a_site_that_is_safe_only_by_way_of_another_is_asked_for(name: str) -> None:
    """Only the straight leg from the base to site 0 is deadly."""
    asked = made(1, 2, 0.9, n_teams=1)
    hazard = np.where(np.eye(4, dtype=bool), 0.0, 1e-3)[None]
    hazard[0, 2, 0] = 5.0
    near = replace(asked, hazard=hazard, time_s=(hazard > 0).astype(float))
    assert ENGINES[name](near, 0.1, 1)[0] == ((1, 0),)


@pytest.mark.parametrize("name", list(ENGINES))
def test_nothing_in_reach_is_an_answer(name: str) -> None:
    """Every team stays."""
    read = read_chao(TRIANGLES.replace(b"tmax 12", b"tmax 1"))
    assert ENGINES[name](question(read), 0.1, 1)[0] == ((), ())


def test_what_the_engines_are_not_told_is_refused() -> None:
    """A question of teams that differ would not be the same question there."""
    asked = made(1, 5, 0.9)
    for other in (
        replace(asked, lives=True), replace(asked, price=1.0),
        replace(asked, latest_s=np.array([1.0, 2.0, 3.0])),
    ):  # fmt: skip
        with pytest.raises(Refused):
            ENGINES["pyvrp"](other, 0.1, 1)


def test_an_engine_that_is_not_installed_says_how_to_have_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """And one that nobody knows names those that are there."""
    monkeypatch.setitem(sys.modules, "pyvrp", None)
    with pytest.raises(Refused, match=r"'pyvrp' is not installed here; type: \./holdfast setup"):
        engines(["pyvrp"])
    with pytest.raises(Refused, match="there are: pyvrp, ortools"):
        engines(["vroom"])
