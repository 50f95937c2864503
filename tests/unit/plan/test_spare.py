"""Fewer crews or teams than vehicles: whatever could serve is tried, not only the largest."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast import facts as f
from holdfast.plan.ground import Ground
from holdfast.plan.journeys.spare import turns
from holdfast.plan.offer.offer import offer
from holdfast.plan.problem import Carrier, Problem

Ask = Callable[..., Problem]
Spot = Callable[[float, float], f.Point]


def lorry(
    name: str = "lorry", fuel_l: float | None = 80.0, state: str = "ready", **more: Any
) -> list[f.Fact]:
    """A vehicle that carries more than the pick-up; only Mark can drive, so that one can go."""
    known: dict[str, Any] = {
        "mode": "truck",
        "seats": 3,
        "load_kg": 3000.0,
        "use_l_per_100km": 25.0,
        "base": "base",
        **more,
    }
    return [
        f.VehicleRegistered(vehicle=name, name=name.title(), **known),
        f.VehicleReadinessSaid(vehicle=name, state=state, fuel_l=fuel_l),
    ]


def shut_to_trucks(spot: Spot) -> list[f.Fact]:
    """Whatever leads to the depot is too narrow for the lorry."""
    return [f.RoadClosed(closure="narrow", at=spot(4_000, 0), radius_m=300, modes=("truck",))]


def at_the_mill(spot: Spot) -> list[f.Fact]:
    """Another base, where nobody can drive and the lorry stands."""
    return [f.BaseFounded(base="mill", name="Mill", at=spot(0, 1_500), zone="Etc/GMT-1"),
            f.PersonRegistered(person="lou", name="Lou", base="mill", skills=("lead",)),
            f.PersonRegistered(person="max", name="Max", base="mill")]  # fmt: skip


def vehicles(answer: f.PlanOffered) -> set[str]:
    """In what teams go, over all options."""
    return {t.vehicle for o in answer.options for t in o.taskings if t.vehicle}


@pytest.mark.parametrize("teams", [None, 1])
@pytest.mark.parametrize(
    ("facts", "limits"),
    [
        (lambda _: lorry(fuel_l=0.5), {}),
        (lambda spot: [*lorry(), *shut_to_trucks(spot)], {}),
        (lambda _: lorry(state="repair"), {}),
        (lambda _: lorry(seats=1), {}),
        (lambda spot: [*lorry(base="mill"), *at_the_mill(spot)], {"bases": ("mill",)}),
    ],
    ids=["no fuel", "road too narrow", "not ready", "one seat", "no driver where it stands"],
)  # fmt: skip
def test_where_the_largest_cannot_serve_another_is_offered(
    ask: Ask, ground: Ground, spot: Spot, teams: int | None,
    facts: Callable[[Spot], list[f.Fact]], limits: dict[str, Any],
) -> None:  # fmt: skip
    """With one driver, or one team allowed, the pick-up goes."""
    problem = ask(*facts(spot), modes=("car", "truck"), teams=teams, **limits)
    assert vehicles(offer(problem, ground)) == {"car"}


def test_what_keeps_the_largest_at_home_is_still_said(ask: Ask, ground: Ground) -> None:
    """The vehicle that cannot serve is not searched with, and not passed over in silence."""
    answer = offer(ask(*lorry(fuel_l=0.5), modes=("car", "truck")), ground)
    assert any(w.startswith("to Depot with Lorry: needs") for w in answer.infeasible)


def test_seats_and_stretchers_decide_who_serves_in_a_rescue(ask: Ask, ground: Ground) -> None:
    """An ambulance with two seats and four stretchers has no seat for those who walk."""
    ambulance = lorry("ambulance", seats=2, stretchers=4, mode="car")
    wants = (f.StopWanted("depot", people=(f.Group(walking=2),), must=True),)
    answer = offer(
        ask(*ambulance, objective="rescue", wants=wants, modes=("car",), teams=1), ground
    )
    assert vehicles(answer) == {"car"}


def test_both_are_offered_where_both_can_serve(ask: Ask, ground: Ground, spot: Spot) -> None:
    """The lorry brings more; the pick-up burns less and is sooner home."""
    much = f.SightingReported(
        sighting="much", at=spot(4_000, 0), about="stock", words="", site="depot",
        reliability="A", credibility="1", contents=(f.Amount("ration", 2_000),),
    )  # fmt: skip
    answer = offer(ask(*lorry(), much, modes=("car", "truck"), teams=1), ground)
    assert vehicles(answer) == {"car", "lorry"}


def test_two_crews_take_the_two_of_three_that_can_serve(
    ask: Ask, ground: Ground, spot: Spot, someone: Callable[..., f.PersonRegistered]
) -> None:
    """Each site needs a vehicle: not the empty lorry with one of the others."""
    more = [
        someone("Nils", "lead", "driver"),
        *lorry(fuel_l=0.5), *lorry("van", mode="car", load_kg=800.0, seats=3),
        f.SiteNoted(site="yard", name="Yard", at=spot(4_000, 1_500), what="warehouse"),
        f.SightingReported(
            sighting="yard", at=spot(4_000, 1_500), about="stock", words="", site="yard",
            reliability="A", credibility="1", contents=(f.Amount("ration", 900),),
        ),
    ]  # fmt: skip
    problem = ask(*more, sites=("depot", "yard"), modes=("car", "truck"), teams=2)
    answer = offer(problem, ground)
    assert any({t.vehicle for t in o.taskings} == {"car", "van"} for o in answer.options)


def carrier(name: str, kg: int, fuel_l: int, mode: str) -> Carrier:
    """A vehicle of the property below."""
    return Carrier(name, name, mode, 4, float(kg), 0.0, float(fuel_l), 10.0)


@given(
    st.lists(st.tuples(st.integers(1, 3), st.integers(1, 3), st.sampled_from(["car", "truck"])),
             min_size=1, max_size=7),
    st.integers(1, 3),
)  # fmt: skip
def test_each_vehicle_has_its_turn_or_others_as_good_have(
    kinds: list[tuple[int, int, str]], n: int
) -> None:
    """Of any fleet, whatever goes first."""
    fleet = [carrier(f"v{i}", *kind) for i, kind in enumerate(kinds)]
    tried = {c.vehicle for c in fleet[:n]}
    orders = list(turns(fleet, tried, n))
    for order in orders:
        assert sorted(c.vehicle for c in order) == sorted(c.vehicle for c in fleet)
    gone = tried.union(*({c.vehicle for c in order[:n]} for order in orders))
    for one in fleet:
        as_good = [
            o for o in fleet if o is not one and o.mode == one.mode and o.load_kg >= one.load_kg
            and (o.fuel_l or 0) >= (one.fuel_l or 0)
        ]  # fmt: skip
        assert one.vehicle in gone or sum(o.vehicle in gone for o in as_good) >= n
