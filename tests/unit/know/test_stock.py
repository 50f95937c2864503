"""The one stock account."""

import pytest

from data.toys import NOON, D, H, Talk, toy
from holdfast import facts as f
from holdfast.know.disagreements import disagreements
from holdfast.know.stock import balance, balances, lots, supplies, worth


def moved(n: float, source: str, target: str, when_ms: int | None = None) -> f.StockMoved:
    """So many rations from one holder to another."""
    return f.StockMoved(
        lot="lot-1", n=n, source=source, target=target, reason="issued", when_ms=when_ms
    )


def received(n: float = 100) -> Talk:
    """The toy base with rations, six days ago."""
    talk = toy()
    talk.at(NOON - 6 * D, moved(n, "outside", "base:compound"))
    return talk


def test_a_movement_is_counted_once_whatever_path_it_takes() -> None:
    """Received, loaded, cached, used: what there is stays the same until it is used."""
    talk = received()
    talk.at(NOON - H, moved(30, "base:compound", "run:run-1"))
    talk.at(NOON, moved(10, "run:run-1", "cache:a"), moved(5, "base:compound", "used"))
    held = balances(talk.state)

    assert held == {
        ("lot-1", "base:compound"): 65, ("lot-1", "run:run-1"): 20, ("lot-1", "cache:a"): 10,
    }  # fmt: skip
    assert balance(talk.state, "lot-1", "cache:a") == 10
    assert balance(talk.state, "nobody", "cache:a") == 0


def test_a_count_is_the_truth_from_then_on() -> None:
    """Movements before it are in it; movements after it go on from it."""
    talk = received()
    talk.at(NOON - 2 * H, f.StockCounted(lot="lot-1", holder="base:compound", n=80))
    talk.at(NOON - H, moved(5, "base:compound", "used"))

    assert balance(talk.state, "lot-1", "base:compound") == 75


def test_a_movement_told_late_does_not_change_a_later_count() -> None:
    """The count at ten saw what went out at nine, though that was told only at eleven."""
    talk = received()
    talk.at(NOON - 2 * H, f.StockCounted(lot="lot-1", holder="base:compound", n=80))
    talk.at(NOON - H, moved(20, "base:compound", "used", when_ms=NOON - 3 * H))

    assert balance(talk.state, "lot-1", "base:compound") == 80


def test_more_out_than_in_is_a_disagreement_and_not_mended() -> None:
    """Two devices issued the same rations: both stand, and who said them."""
    talk = received(10)
    talk.at(NOON, moved(8, "base:compound", "run:a"), device="aa")
    talk.at(NOON, moved(7, "base:compound", "run:b"), device="bb")
    (clash,) = disagreements(talk.state)

    assert balance(talk.state, "lot-1", "base:compound") == -5
    assert "5 pack of Ration more went out than was there" in clash.what
    assert {v.device for v in clash.versions} == {"aa", "bb"}

    talk.at(NOON + 1, f.StockCounted(lot="lot-1", holder="base:compound", n=0))

    assert disagreements(talk.state) == []


def test_days_are_by_the_ration_and_the_heads() -> None:
    """100 packs of 2100 kcal, five mouths at 2100 kcal a day: twenty days."""
    talk = received()
    talk.at(
        NOON,
        f.RationSet(need="food", per_person_day=2_100, unit="kcal", floor_days=21, source="Sphere"),
        f.BaseFounded(base="compound", name="C", at=f.Point(32, 30), headcount=1),
    )
    (food,) = supplies(talk.state, "compound", NOON)

    assert (food.heads, food.days, food.unit, food.source) == (5, 20, "kcal", "Sphere")
    assert food.low


def test_history_is_what_there_was_at_the_end_of_each_day() -> None:
    """A week, oldest first; a movement told late falls on the day on which it happened."""
    talk = received()
    talk.at(NOON - D + H, moved(50, "base:compound", "used"))
    talk.at(NOON, moved(10, "base:compound", "used", when_ms=NOON - 3 * D - H))
    (food,) = supplies(talk.state, "compound", NOON)
    packs = [round(n / 2_100) for n in food.history]

    assert packs == [100, 100, 100, 90, 90, 90, 40]


def test_a_need_without_a_ration_has_no_days() -> None:
    """Nothing is invented where nobody has said how much a person uses."""
    (food,) = supplies(received().state, "compound", NOON)

    assert food.days is None
    assert not food.low


def test_lots_that_expire_first_come_first() -> None:
    """Within an item by expiry; a lot without one comes last."""
    talk = received()
    for lot, expires in (("old", NOON + D), ("new", NOON + 9 * D)):
        talk.at(
            NOON,
            f.LotDefined(lot=lot, item="ration", expires_ms=expires),
            f.StockMoved(lot=lot, n=1, source="outside", target="base:compound", reason="received"),
        )

    assert [x.lot for x in lots(talk.state)] == ["old", "new", "lot-1"]
    assert lots(talk.state, "base:nowhere") == []


@pytest.mark.parametrize(
    ("ration", "covers", "expected"), [(None, 2_100, 6.0), (4_200, 2_100, 1.0), (4_200, 0, 6.0)]
)
def test_worth_is_by_the_ration_where_one_is_set(
    ration: float | None, covers: float, expected: float
) -> None:
    """Person-days: by the ration if a unit's part of it is known, else by the item's own figure."""
    talk = toy()
    talk.at(
        NOON,
        f.ItemDefined(item="x", name="X", unit="p", need="food", covers=covers, worth=3.0),
    )
    if ration is not None:
        talk.at(NOON, f.RationSet(need="food", per_person_day=ration, unit="kcal"))

    assert worth(talk.state, "x", 2) == expected
    assert worth(talk.state, "nothing", 2) == 0
