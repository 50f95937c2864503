"""Ten times the figure before is asked about; it is one digit too many as often as not."""

import pytest

from data.toys import NOON, toy_out
from holdfast import facts as f
from holdfast.know.leaps import leap


def counted(n: float) -> f.StockCounted:
    return f.StockCounted(lot="lot-1", holder="base:compound", n=n)


@pytest.mark.parametrize(
    ("before", "n", "asks"),
    [(40, 400, True), (40, 399, False), (400, 40, True), (400, 41, False), (1, 12, False),
     (0, 900, False), (40, 0, True)],
)  # fmt: skip
def test_a_count_is_held_against_the_one_before(before: float, n: float, asks: bool) -> None:
    """Either way, and not among few things, nor where nothing was known."""
    talk = toy_out()
    talk.at(NOON, counted(before))
    found = leap(talk.state, counted(n))

    assert (found is not None) == asks
    if found:
        assert found.what.endswith(f"{before} pack before, {n} pack now")


def test_a_gauge_and_people_found_are_held_against_what_was_known() -> None:
    """Fuel against the last reading; who came in against who was found; a crowd by itself."""
    talk = toy_out()
    talk.at(NOON, f.VehicleReadinessSaid(vehicle="truck", state="ready", fuel_l=50))
    slip = f.VehicleReadinessSaid(vehicle="truck", state="ready", fuel_l=5)
    told = leap(talk.state, slip)
    assert told is not None
    assert told.what == "Fuel of Truck: 50 L before, 5 L now"
    assert leap(talk.state, f.VehicleReadinessSaid(vehicle="truck", state="ready")) is None

    talk.at(NOON, f.PeopleFound(run="run-1", walking=4))
    home = f.CameHome(run="run-1", home=("leila", "kai"), others=40)
    told = leap(talk.state, home)
    assert told is not None
    assert told.what == "People found with KESTREL 1: 4 before, 40 now"
    assert leap(talk.state, f.CameHome(run="run-1", home=("leila", "kai"), others=4)) is None
    assert leap(talk.state, f.PeopleFound(run="run-1", walking=200)) is not None
    assert leap(talk.state, f.PeopleFound(run="run-1", walking=5)) is None
