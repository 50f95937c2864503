"""What a party takes along: people by seats and stretchers, goods by weight, families whole."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.base.geo import Place
from holdfast.plan.crews.crew import Crew
from holdfast.plan.journeys.day import LOTS, _drawn_together
from holdfast.plan.journeys.journey import LADEN, LEADING, slowness
from holdfast.plan.journeys.loads import NOTHING, load
from holdfast.plan.journeys.parties import BEARERS, LED_EACH, Party
from holdfast.plan.journeys.takings import Groups, Taking, brought_home, taking
from holdfast.plan.problem import Carrier, Good, Target, Waiting, Walker

PEOPLE = tuple(
    Walker(f"p{i}", f"P{i}", frozenset({"lead", "driver"}), 20.0, 1.0, 0.0, "base")
    for i in range(4)
)  # fmt: skip


def party(n: int = 2, seats: int | None = None, stretchers: int = 0) -> Party:
    """So many people, on foot or in a vehicle with so many seats."""
    crew = Crew(PEOPLE[:n], PEOPLE[0], 0.0, ())
    car = None
    if seats is not None:
        car = Carrier("car", "Car", "car", seats, 400.0, 0.0, None, 10.0, stretchers, "base")
    return Party(crew, car, "base", "base")


def site(key: str = "s", *waiting: Waiting, **more: object) -> Target:
    """A site with those who wait there."""
    return Target(key, key, Place(10.0, 45.0), (), 1.0, "", waiting=waiting, **more)  # type: ignore[arg-type]


def goods(n: float, site: str = "s") -> Good:
    """Packs of a kilogram."""
    return Good("ration", "Rations", "pack", n, 1.0, 1.0, 0.0, 1.0, site)


def people(groups: Groups) -> float:
    """Expected."""
    return sum(w.people * n * w.p_there for w, n in groups)


# -- seats and stretchers --------------------------------------------------------------------------


def best_of_all(waiting: list[Waiting], seats: int, stretchers: int) -> float:
    """By trying every number of every group."""
    most = 0.0
    for counts in product(*(range(w.n + 1) for w in waiting)):
        sits = sum(w.walking * n for w, n in zip(waiting, counts, strict=True))
        lies = sum(w.carried * n for w, n in zip(waiting, counts, strict=True))
        if sits <= seats and lies <= stretchers:
            most = max(most, people(tuple(zip(waiting, counts, strict=True))))
    return most


groups = st.builds(
    lambda n, walking, carried, p: Waiting(
        n if walking + carried == 1 else 1, walking, carried, walking > 1, p
    ),
    st.integers(1, 6), st.integers(0, 6), st.integers(0, 3), st.sampled_from([0.2, 0.5, 0.8, 1.0]),
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(waiting=st.lists(groups, max_size=4), seats=st.integers(0, 12), stretchers=st.integers(0, 4))
def test_nobody_could_be_brought_beside_those_who_are(
    waiting: list[Waiting], seats: int, stretchers: int
) -> None:
    """As many as by trying everything; never more than seats and stretchers, nobody twice."""
    taken = brought_home(waiting, seats, stretchers)
    assert people(taken) == pytest.approx(best_of_all(waiting, seats, stretchers))
    assert sum(w.walking * n for w, n in taken) <= seats
    assert sum(w.carried * n for w, n in taken) <= stretchers
    assert all(0 < n <= w.n for w, n in taken)


def test_a_family_comes_whole_or_not_at_all() -> None:
    """Six seats: the family of five and one more, not four of the family and two."""
    family, single = Waiting(1, 5, 0, 3, 1.0), Waiting(9, 1, 0, 0, 1.0)
    assert dict(brought_home([single, family], 6, 0))[family] == 1
    assert brought_home([family], 4, 0) == ()


def test_hundreds_of_people_at_many_sites_are_weighed_at_once() -> None:
    """The search gives up in time, and never below filling the seats with the likeliest."""
    waiting = [Waiting(50, 1, 0, 0, 0.2 + 0.06 * i, f"s{i}") for i in range(12)]
    waiting += [Waiting(1, 7, 1, 3, 0.9, f"f{i}") for i in range(12)]
    taken = brought_home(waiting, 60, 3)
    assert people(taken) == pytest.approx(3 * 8 * 0.9 + 39 * 0.86)


def test_people_are_led_and_borne_on_foot_and_seated_in_a_vehicle() -> None:
    """So many for each who leads; a stretcher wants its bearers; the crew has its seats."""
    four = [Waiting(99, 1, 0, 0, 1.0, "s"), Waiting(99, 0, 1, 0, 1.0, "s")]
    on_foot = taking("rescue", party(BEARERS), [site("s", *four)], [0.0])
    assert on_foot.people == LED_EACH * BEARERS + 1
    driven = taking("rescue", party(2, seats=7, stretchers=2), [site("s", *four)], [0.0])
    assert driven.people == 5 + 2
    assert driven.value == 7


def test_people_of_several_stops_share_the_seats() -> None:
    """Not the same seats at each stop."""
    stops = [site(k, Waiting(4, 1, 0, 0, p, k)) for k, p in (("a", 0.5), ("b", 1.0))]
    takes = taking("rescue", party(2, seats=7), stops, [0.0, 0.0])
    assert (takes.people_at("a"), takes.people_at("b")) == (1, 4)
    assert takes.value == pytest.approx(4.5)


# -- goods and looks -------------------------------------------------------------------------------


def test_what_is_looked_at_is_not_carried() -> None:
    """A recon and a patrol bring what they learn."""
    stops = [site("a", learns=3.0), site("b", learns=0.5)]
    for objective in ("recon", "patrol"):
        assert taking(objective, party(), stops, [0.0, 0.0]) == Taking(NOTHING, (), 3.5)


def test_a_transfer_hands_over_what_was_brought_and_takes_nothing() -> None:
    """And a supply run takes and brings nothing there."""
    stop = Target("s", "S", Place(10.0, 45.0), (goods(7),), 1.0, "", brought=(goods(5),))
    given_, taken = (taking(o, party(), [stop], [0.0]) for o in ("transfer", "supply"))
    assert (given_.value, given_.handed) == (5, True)
    assert (taken.value, taken.handed) == (7, False)


def test_what_goes_to_several_bases_leaves_with_one_load() -> None:
    """The vehicle must hold all of it at the start."""
    stops = [site(k, brought=(goods(300, k),)) for k in "ab"]
    takes = taking("transfer", party(2, seats=4), stops, [0.0, 0.0])
    assert takes.load.kg == 400


# -- on foot ---------------------------------------------------------------------------------------


def test_a_load_slows_while_it_is_with_them() -> None:
    """Taken along: from the first stop on. Handed over: up to the last."""
    load_ = load([goods(5)], 10)
    for handed, factors in ((False, [1.0, LADEN, LADEN]), (True, [LADEN, LADEN, 1.0])):
        takes = Taking(load_, (), 5.0, handed)
        assert [slowness(party(), takes, k, 2) for k in range(3)] == factors
        assert slowness(party(2, seats=4), takes, 1, 2) == 1.0
    led = Taking(NOTHING, ((Waiting(1, 3, 0, 1, 1.0, "s"), 1),), 3.0)
    assert [slowness(party(), led, k, 1) for k in range(2)] == [1.0, LEADING]


def test_lots_drawn_together_hold_all_there_is() -> None:
    """A site of many families is worth what all are."""
    lots = [(float(i), 2.0 * i) for i in range(1, 9)]
    few = _drawn_together(lots)
    assert len(few) == LOTS
    assert (sum(x for x, _ in few), sum(y for _, y in few)) == (36.0, 72.0)
