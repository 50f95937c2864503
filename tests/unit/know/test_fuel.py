"""What is in a tank: the last reading less what was driven since."""

import pytest

from data.toys import MIN, NOON, H, Talk, round_out, round_tasking, told_anew
from holdfast import facts as f
from holdfast.know.fuel import fuel_words
from holdfast.know.vehicles import VehicleLine, vehicles

LEG_KM, USE = 4.0, 20.0
LEG_L = LEG_KM * USE / 100


def van(**more: object) -> f.VehicleRegistered:
    """The toy truck with a tank."""
    return f.VehicleRegistered(
        **{
            "vehicle": "truck", "name": "Truck", "base": "compound", "mode": "truck", "seats": 3,
            "tank_l": 70, "use_l_per_100km": USE,
        } | more  # type: ignore[arg-type]
    )  # fmt: skip


def read(fuel_l: float | None, **more: object) -> f.VehicleReadinessSaid:
    """What the gauge reads."""
    plain = {"vehicle": "truck", "state": "ready", "fuel_l": fuel_l}
    return f.VehicleReadinessSaid(**plain | more)  # type: ignore[arg-type]


def out_with(fuel_l: float | None = 30, left_ms: int = NOON - 4 * H) -> Talk:
    """KESTREL 1 on its round with the truck: four legs of four kilometres."""
    talk = round_out(left_ms, vehicle="truck", mode="truck")
    talk.at(left_ms - 2 * H, van(), read(fuel_l))
    return talk


def truck(talk: Talk, now_ms: int | None = NOON) -> VehicleLine:
    """The truck as the room sees it."""
    (line,) = vehicles(talk.state, now_ms)
    return line


def test_a_reading_stands_until_there_is_a_new_one() -> None:
    """Washed, and said to be ready: the tank is as empty as before."""
    talk = out_with(0)
    talk.at(NOON - 5 * H, read(None, words="washed"))
    assert (truck(talk).read_l, truck(talk).fuel_l) == (0, 0)

    talk.at(NOON, read(20))
    assert truck(talk).fuel_l == 20


def test_nobody_has_read_it_is_no_figure() -> None:
    """None, however far it has gone."""
    assert truck(out_with(None)).fuel_l is None
    assert fuel_words(truck(out_with(None)), "Etc/UTC", NOON) == "not said"


def test_a_round_that_is_home_has_burnt_its_legs() -> None:
    """Three stops reached and home by the way that was told: four legs."""
    talk = out_with()
    for k, site in enumerate(("clinic", "mill", "depot")):
        at_ms = NOON - 3 * H + k * 40 * MIN
        talk.at(at_ms, f.Arrived(run="run-1", site=site))
        talk.at(at_ms + 10 * MIN, f.LeftSite(run="run-1", site=site))
    talk.at(NOON, f.CameHome(run="run-1", home=("leila", "kai")))

    assert truck(talk).fuel_l == pytest.approx(30 - 4 * LEG_L)
    assert truck(talk).read_l == 30


def test_who_comes_home_without_a_word_has_driven_the_round() -> None:
    """As far as the time allows it: in ten minutes nobody drives four hours."""
    talk = out_with()
    talk.at(NOON, f.CameHome(run="run-1", home=("leila", "kai")))
    assert truck(talk).fuel_l == pytest.approx(30 - 4 * LEG_L)

    soon = out_with(left_ms=NOON - 10 * MIN)
    soon.at(NOON, f.CameHome(run="run-1", home=("leila", "kai")))
    assert 30 - LEG_L < (truck(soon).fuel_l or 0) < 30


def test_who_turned_back_drove_there_and_back() -> None:
    """Half an hour of an hour's leg, and the same again."""
    talk = out_with(left_ms=NOON - H)
    talk.at(NOON - 30 * MIN, f.TurnedBack(run="run-1"))
    talk.at(NOON, f.CameHome(run="run-1", home=("leila", "kai")))

    assert truck(talk).fuel_l == pytest.approx(30 - LEG_L)


def test_the_leg_under_way_counts_by_the_time() -> None:
    """Half of the first leg; in full where no time is given."""
    talk = out_with(left_ms=NOON - 30 * MIN)

    assert truck(talk).fuel_l == pytest.approx(30 - LEG_L / 2)
    assert truck(talk, None).fuel_l == pytest.approx(30 - LEG_L)


def test_what_was_driven_before_the_reading_is_in_it() -> None:
    """A can filled in at the mill: only what came after counts."""
    talk = out_with()
    talk.at(NOON - 3 * H, f.Arrived(run="run-1", site="clinic"))
    talk.at(NOON - 2 * H, read(10))

    assert truck(talk).fuel_l == 10


def test_a_round_that_was_told_anew_counts_both_parts() -> None:
    """Half an hour out, then from there to the depot, which is told as four kilometres."""
    talk = out_with(left_ms=NOON - 30 * MIN)
    at = f.Point(32.01, 30.0).place
    talk.at(NOON, told_anew(NOON, at, vehicle="truck", mode="truck"))
    talk.at(NOON + H, f.Arrived(run="run-1", site="depot"))

    assert truck(talk, NOON + H).fuel_l == pytest.approx(30 - 1.5 * LEG_L)


def test_a_tank_that_was_never_there_is_not_believed() -> None:
    """900 L off another device do not go into 70: the reading before stands."""
    talk = out_with()
    talk.at(NOON, f.CameHome(run="run-1", home=("leila", "kai")))
    talk.at(NOON + 1, read(900), device="bb")

    assert truck(talk).read_l == 30
    assert (truck(talk).fuel_l or 0) < 30


def test_another_vehicle_burns_nothing() -> None:
    """Fuel is the vehicle's, not the base's."""
    talk = out_with()
    talk.at(NOON - 6 * H, van(vehicle="other", name="A"), read(5, vehicle="other"))
    lines = {v.vehicle: v for v in vehicles(talk.state, NOON)}

    assert lines["other"].fuel_l == 5
    assert round_tasking().vehicle is None


def test_the_words_say_what_was_read_and_when() -> None:
    """With the day where it is not today's."""
    talk = out_with()
    talk.at(NOON, f.CameHome(run="run-1", home=("leila", "kai")))
    line = truck(talk)

    assert fuel_words(line, "Etc/UTC", NOON) == "about 26.8 L by reckoning, read 30 L at 04:00"
    later = fuel_words(line, "Etc/UTC", NOON + 40 * 24 * H)
    assert later.endswith("at 04:00 on 20 Nov")
    assert fuel_words(line, "Etc/UTC", NOON + 60 * 24 * H).endswith("at 04:00 on 20 Nov 2026")


def test_driven_without_a_figure_of_use_is_said() -> None:
    """Then the reading is all there is, and it is not what is in the tank."""
    talk = out_with()
    talk.at(NOON - 5 * H, van(use_l_per_100km=0))
    talk.at(NOON, f.CameHome(run="run-1", home=("leila", "kai")))

    assert "driven since" in fuel_words(truck(talk), "Etc/UTC", NOON)
