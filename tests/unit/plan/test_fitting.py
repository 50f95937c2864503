"""An answer always fits into one fact: first lines lose points, then options go, and it is said."""

from collections.abc import Callable
from math import cos, hypot, sin

import pytest
from msgspec.structs import replace
from shapely import LineString, Point

from holdfast import facts as f
from holdfast.base.geo import Place, pack_line, unpack_line
from holdfast.plan.ground import Ground
from holdfast.plan.offer import fitting
from holdfast.plan.offer.fitting import MOST_BYTES, TOLERANCES, TOO_LARGE, fitted, thinned
from holdfast.plan.offer.offer import offer
from holdfast.plan.problem import Problem

Ask = Callable[..., Problem]


def winding(n: int) -> tuple[int, ...]:
    """A line of n points that turns and turns, some kilometres long."""
    return pack_line([
        Place(10 + i * 1e-5 + 0.003 * sin(i / 40), 45 + 0.002 * cos(i / 17)) for i in range(n)
    ])  # fmt: skip


@pytest.fixture
def large(ask: Ask, ground: Ground) -> Callable[[int, int], f.PlanOffered]:
    """A real answer with its lines made long and its options repeated, each of another value."""
    answer = offer(ask(), ground)

    def make(points: int, copies: int) -> f.PlanOffered:
        task = answer.options[1].taskings[0]
        long = replace(task, ways=tuple(replace(w, line=winding(points)) for w in task.ways))
        options = [
            replace(
                answer.options[1], letter="ABCDEFG"[i], taskings=(long,) * 4, value=10.0 * i * i
            )
            for i in range(copies)
        ]
        return replace(answer, options=(answer.options[0], *options))

    return make


def test_a_small_answer_is_left_as_it_is(ask: Ask, ground: Ground) -> None:
    """Nothing is thinned without need."""
    answer = offer(ask(), ground)
    assert fitted(answer) is answer


def test_lines_are_thinned_first(large: Callable[[int, int], f.PlanOffered]) -> None:
    """All options stay, and no figure but the lines has changed."""
    answer = large(3_000, 6)
    assert len(f.encode(answer)) > MOST_BYTES
    small = fitted(answer)
    assert len(f.encode(small)) <= MOST_BYTES
    assert [o.letter for o in small.options] == [o.letter for o in answer.options]
    assert TOO_LARGE not in small.infeasible
    for one, other in zip(small.options, answer.options, strict=True):
        for a, b in zip(one.taskings, other.taskings, strict=True):
            bare = [replace(t, ways=tuple(replace(w, line=()) for w in t.ways)) for t in (a, b)]
            assert bare[0] == bare[1]


@pytest.mark.parametrize("tolerance", TOLERANCES)
def test_what_is_left_passes_every_point_within_the_tolerance(
    large: Callable[[int, int], f.PlanOffered], tolerance: float
) -> None:
    """And begins and ends where it did."""
    answer = large(800, 1)
    small = thinned(answer, tolerance)
    (old, new) = (unpack_line(x.options[1].taskings[0].ways[0].line) for x in (answer, small))
    assert len(new) < len(old)
    assert hypot(new[0].lon - old[0].lon, new[-1].lat - old[-1].lat) < 2e-5
    line = LineString(new)
    assert all(line.distance(Point(p)) <= tolerance + 2e-5 for p in old)


def test_then_options_go_and_it_is_said(
    large: Callable[[int, int], f.PlanOffered], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Home, the safest and the one of most value are the last to go."""
    answer = large(300, 6)
    monkeypatch.setattr(
        fitting, "MOST_BYTES", len(f.encode(thinned(answer, TOLERANCES[-1]))) * 2 // 3
    )
    small = fitted(answer)
    letters = [o.letter for o in small.options]
    assert letters[:2] == ["H", "A"]
    assert letters[-1] == "F"
    assert len(letters) < 7
    assert small.infeasible[0] == TOO_LARGE
    monkeypatch.setattr(fitting, "MOST_BYTES", 1)
    assert [o.letter for o in fitted(answer).options] == ["H"]
