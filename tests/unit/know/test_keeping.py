"""What of a stock counts: what has expired, what nobody said the cover of, what holds no water."""

import pytest

from data.toys import NOON, D, Talk, toy
from holdfast import facts as f
from holdfast.know.keeping import covers, lasts, makes_safe
from holdfast.know.stock import Supply, headcount, lots, supplies

FOOD = f.RationSet(need="food", per_person_day=2_100, unit="kcal", floor_days=7)


def got(lot: str, item: str, n: float, expires_ms: int | None = None) -> list[f.Fact]:
    """So much of a lot came in at the toy base."""
    return [
        f.LotDefined(lot=lot, item=item, expires_ms=expires_ms),
        f.StockMoved(lot=lot, n=n, source="outside", target="base:compound", reason="received"),
    ]


def item(key: str, unit: str, need: str, **more: float) -> f.ItemDefined:
    """A kind of stock."""
    return f.ItemDefined(item=key, name=key.title(), unit=unit, need=need, **more)  # type: ignore[arg-type]


def of(talk: Talk, need: str, now_ms: int = NOON) -> Supply:
    """How the toy base stands in a need."""
    (found,) = [s for s in supplies(talk.state, "compound", now_ms) if s.need == need]
    return found


def test_what_has_expired_is_in_no_figure_but_its_own() -> None:
    """84 good packs for four people are 21 days, however many bad ones lie beside them."""
    talk = toy()
    talk.at(NOON, FOOD, *got("good", "ration", 84), *got("bad", "ration", 500, NOON - 30 * D))
    food = of(talk, "food")

    assert (food.amount, food.days) == (84 * 2_100, 21)
    assert food.expired == 500 * 2_100
    assert {x.lot: x.expired for x in lots(talk.state, None, NOON)} == {"good": False, "bad": True}


def test_a_lot_counts_until_the_moment_it_expires() -> None:
    """And in the history on the days on which it was good."""
    talk = toy()
    talk.at(NOON - 6 * D, FOOD, *got("a", "ration", 400, NOON))

    assert of(talk, "food", NOON - 1).amount == 400 * 2_100
    assert of(talk, "food").amount == 0
    assert of(talk, "food").history[-1] == 0
    assert of(talk, "food").history[-2] > 0


def test_what_expires_before_its_turn_counts_as_far_as_it_is_eaten() -> None:
    """200 packs that expire in ten days feed four people for ten; the rest goes to waste."""
    talk = toy()
    talk.at(NOON, FOOD, *got("soon", "ration", 200, NOON + 10 * D), *got("long", "ration", 40))
    food = of(talk, "food")

    assert food.amount == 240 * 2_100
    assert food.days == pytest.approx(20)
    assert food.wasted == pytest.approx(160 * 2_100)


def test_what_expires_first_is_eaten_first() -> None:
    """Two lots that both are eaten in time lose nothing, in whichever order they are named."""
    soon, late = (NOON + 5 * D, 10.0), (NOON + 10 * D, 10.0)
    for order in ((soon, late, (None, 1.0)), ((None, 1.0), late, soon)):
        assert lasts(order, 2.0, NOON) == (10.5, 0.0)


def test_an_item_of_which_nobody_said_what_it_covers_is_named_and_not_counted() -> None:
    """Never a kilocalorie a sack."""
    talk = toy()
    talk.at(NOON, FOOD, item("beans", "sack", "food", kg=25), *got("b", "beans", 40))
    food = of(talk, "food")

    assert (food.amount, food.days) == (0, 0)
    assert [(u.name, u.unit, u.n) for u in food.uncounted] == [("Beans", "sack", 40)]

    talk.at(NOON + 1, item("beans", "sack", "food", kg=25, covers=84_000))

    assert of(talk, "food").days == pytest.approx(400)
    assert of(talk, "food").uncounted == ()


@pytest.mark.parametrize(("unit", "need"), [("L", "water"), ("litre", "water"), ("kcal", "food")])
def test_a_unit_that_is_the_needs_own_covers_one(unit: str, need: str) -> None:
    """A litre of water is a litre."""
    assert covers(item("x", unit, need)) == 1


def test_what_makes_water_safe_is_not_held() -> None:
    """100 litres, and 50 strips that treat 20 litres each: 100 litres are here."""
    talk = toy()
    talk.at(
        NOON, item("water", "L", "water", kg=1, covers=1), *got("w", "water", 100),
        item("strips", "strip", "water", kg=0.02, covers=20), *got("s", "strips", 50),
    )  # fmt: skip
    water = of(talk, "water")

    assert (water.amount, water.makes_safe, water.uncounted) == (100, 1_000, ())


@pytest.mark.parametrize(
    ("unit", "kg", "safe"),
    [("tablet", 0, True), ("filter", 0.3, True), ("bottle", 0, False), ("can", 20, False)],
)
def test_water_has_weight(unit: str, kg: float, safe: bool) -> None:
    """What covers twenty litres and weighs less than they do holds none of them."""
    assert makes_safe(item("x", unit, "water", kg=kg, covers=20)) is safe


def test_rolls_courses_and_vials_are_not_added_up() -> None:
    """What has no unit in common is told unit by unit."""
    talk = toy()
    for key, unit, n in (("bandage", "roll", 20), ("pills", "course", 15), ("serum", "vial", 64)):
        talk.at(NOON, item(key, unit, "medicine"), *got(key, key, n))
    found = [s for s in supplies(talk.state, "compound", NOON) if s.need == "medicine"]

    assert {(s.unit, s.amount) for s in found} == {("roll", 20), ("course", 15), ("vial", 64)}
    assert {s.name for s in found} == {"Medicine: Bandage", "Medicine: Pills", "Medicine: Serum"}


def test_the_dead_are_not_fed() -> None:
    """And nobody else is forgotten by it."""
    talk = toy()
    talk.at(NOON, f.ReadinessSaid(person="kai", state="dead"))
    talk.at(NOON, f.ReadinessSaid(person="mark", state="in_care"))

    assert headcount(talk.state, "compound") == 3
