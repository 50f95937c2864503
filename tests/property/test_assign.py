"""Assignments of a few people, against every assignment there is."""

from collections.abc import Collection
from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.assignments import Asked, allowed, crews_of, every, points, questions, some, value
from data.effort import tries
from holdfast.plan.crews import climbing
from holdfast.plan.crews.climbing import HOME, POSSIBLE, crews_at
from holdfast.plan.crews.duties import Duty
from holdfast.plan.crews.faults import crew_faults
from holdfast.plan.crews.figures import figures
from holdfast.plan.crews.lacks import Left, lacking
from holdfast.plan.crews.model import costs, draw_up
from holdfast.plan.problem import Carrier, Pair, Walker

MANNED = 25.0
"""Points for each duty manned, so that it is worth it."""


@settings(max_examples=40, deadline=None)
@given(asked=questions())
def test_no_other_assignment_is_better(asked: Asked) -> None:
    """Against every assignment there is; and every rule is kept, nobody and nothing twice."""
    found = asked.answer()
    crews = crews_of(found, asked)
    out = [w.person for crew in crews for w in crew]
    vehicles = [p.carrier.vehicle for p in found.posts if p.carrier]
    assert len(out) == len(set(out))
    assert len(vehicles) == len(set(vehicles))
    for post in found.posts:
        assert allowed(post.crew.people, post.duty, post.carrier, asked)
        assert "lead" in post.crew.lead.skills
    best = max(value(c, asked) for c in every(asked))
    assert value(crews, asked) == pytest.approx(best, abs=2e-5)
    assert found.points == pytest.approx(best[2], abs=1e-5)
    assert found.weight == pytest.approx(best[1])


@settings(max_examples=40, deadline=None)
@given(asked=questions())
def test_the_programme_alone_reckons_points_as_defined(asked: Asked) -> None:
    """Before any step betters it: least cost is most points, with so much for each duty manned."""
    people = sorted(asked.walkers, key=lambda w: w.person)
    fig = figures(asked.duties, people, asked.pairs, asked.objective)
    model = draw_up(fig, asked.duties, asked.carriers, own=frozenset(), bonds=True)
    cost = costs(model)
    cost[model.manned] -= MANNED
    found, proven = model.programme.least(cost, 0.0, 10_000)
    best = max(points(c, asked) + MANNED * sum(map(bool, c)) for c in every(asked))
    assert proven
    assert found is not None
    assert -float(cost @ found) == pytest.approx(best, abs=1e-4)


@settings(max_examples=40, deadline=None)
@given(asked=questions(people=5), data=st.data())
def test_each_step_gains_what_it_is_worth_and_none_breaks_a_rule(asked: Asked, data: Any) -> None:
    """Of every step out of any crews on foot, against the definitions."""
    asked = replace(asked, duties=tuple(replace(d, mode="foot") for d in asked.duties))
    people = sorted(asked.walkers, key=lambda w: w.person)
    was = data.draw(some(list(every(asked))))
    fig = figures(asked.duties, people, asked.pairs, asked.objective)
    at = {w.person: d for d, crew in enumerate(was) for w in crew}
    place = np.array([at.get(w.person, HOME) for w in people], np.int64)
    rooms = np.array([d.most * bool(c) for d, c in zip(asked.duties, was, strict=True)], np.int64)
    crews = crews_at(fig, place, rooms, np.zeros(len(people), bool))
    assert climbing.points(fig, crews) == pytest.approx(points(was, asked))
    for one, d in np.argwhere(
        fig.can & (rooms > 0) & (place[:, None] != range(len(rooms)))
    ).tolist():
        for other in [HOME, *np.flatnonzero(place == d).tolist()]:
            if fig.tied[one] != one or (other != HOME and fig.tied[other] != other):
                continue
            then = place.copy()
            then[fig.tied == other] = place[one]
            then[fig.tied == one] = d
            now = [tuple(w for w, q in zip(people, then, strict=True) if q == e)
                   for e in range(len(rooms))]  # fmt: skip
            good = all(allowed(c, e, None, asked) for c, e, r in zip(
                now, asked.duties, rooms, strict=True) if r)  # fmt: skip
            gain = climbing.gain(fig, crews, one, d, other)
            assert (gain > POSSIBLE) == good
            if good:
                assert gain == pytest.approx(points(now, asked) - points(was, asked))


@settings(max_examples=20, deadline=None)
@given(asked=questions())
def test_everyone_is_accounted_for_and_the_same_question_has_the_same_answer(asked: Asked) -> None:
    """Whoever does not go stays, each duty is manned or not; in any order of the people."""
    found = asked.answer()
    out = {w.person for p in found.posts for w in p.crew.people}
    assert {p for p, _ in found.stays} == {w.person for w in asked.walkers} - out
    manned = {p.duty.key for p in found.posts}
    assert {k for k, _ in found.unmanned} == {d.key for d in asked.duties} - manned
    assert (
        replace(asked, walkers=asked.walkers[::-1], carriers=asked.carriers[::-1]).answer() == found
    )


@settings(max_examples=20, deadline=None)
@given(asked=questions(people=5))
def test_one_more_person_never_makes_it_worse(asked: Asked) -> None:
    """They might just as well stay."""
    one = Walker("zed", "Zed", frozenset({"lead", "scout"}), 20.0, 1.0, 1.0)
    more = replace(asked, walkers=(*asked.walkers, one))
    before, after = asked.answer(), more.answer()
    was = value(crews_of(before, asked), asked)
    assert value(crews_of(after, more), more) >= (*was[:2], was[2] - 1e-5)


@settings(max_examples=80, deadline=None)
@given(asked=questions(duties=1), data=st.data())
def test_a_crew_has_no_fault_exactly_if_it_keeps_the_rules(asked: Asked, data: Any) -> None:
    """What is said of a crew put together by hand, against the oracle."""
    if not asked.duties or not asked.walkers:
        return
    crew = data.draw(st.lists(some(asked.walkers), max_size=4, unique=True))
    duty = asked.duties[0]
    carrier = None if duty.mode == "foot" else data.draw(some([None, *asked.carriers]))
    found = crew_faults(crew, duty, asked.pairs, carrier=carrier)
    assert (not found) == allowed(crew, duty, carrier, asked), found


@settings(max_examples=40, deadline=None)
@given(asked=questions(people=5, duties=1))
def test_what_is_lacking_is_enough_and_no_more_than_that(asked: Asked) -> None:
    """With all lacks made good a crew is left, with all but one there is none."""
    if not asked.duties:
        return
    left = Left(asked.duties[0], asked.walkers, asked.carriers, asked.pairs)
    lacks = lacking(left)

    def could(but: Collection[str]) -> bool:
        carriers: list[Carrier | None] = [None]
        carriers += asked.carriers if asked.duties[0].mode != "foot" else []
        crews = [c for n in range(2, 6) for c in combinations(asked.walkers, n)]
        roomy = tuple(replace(c, seats=99) if c and "room" in but else c for c in carriers)
        return any(allowed(c, asked.duties[0], v, asked, but) for c in crews for v in roomy)

    able = [w for w in asked.walkers if w.person not in asked.duties[0].barred]
    if "people" in lacks:
        assert len(able) < 2
        return
    assert could(lacks)
    for lack in lacks:
        assert not could([x for x in lacks if x != lack])


@pytest.mark.slow
@settings(max_examples=tries(300, 20_000), deadline=None)
@given(asked=questions())
def test_no_other_assignment_is_better_in_hundreds(asked: Asked) -> None:
    """The same, many times."""
    test_no_other_assignment_is_better.hypothesis.inner_test(asked)


def test_a_duty_that_somebody_can_do_is_manned() -> None:
    """HiGHS, making this one smaller first, called it solved with nobody out (found by chance)."""
    drivers = [(name, {"driver"}) for name in ("bob", "eve", "fay")]
    people = [("ann", {"driver", "scout"}), ("cid", {"driver", "scout"}), ("dee", {"lead"})]
    walkers = tuple(
        Walker(person=name, name=name.title(), skills=frozenset(skills), carry_kg=10.0, pace=1.0,
               borne_h=0.0)
        for name, skills in sorted([*drivers, *people])
    )  # fmt: skip
    duties = tuple(
        Duty(key=key, name=key, mode=mode, least=2, most=4, hazard=0.0, hours=0.0, weight=1.0)
        for key, mode in (("d0", "foot"), ("d1", "car"))
    )
    apart = (Pair(one="bob", other="dee", rule="must_not", runs=0),)
    asked = Asked(duties=duties, walkers=walkers, carriers=(), pairs=apart,
                  objective="supply", must_go=frozenset())  # fmt: skip
    [post] = asked.answer().posts
    assert post.duty.key == "d0"
