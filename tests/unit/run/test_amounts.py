"""Stock that is at its end, and amounts that cannot be: alarmed, refused, asked about."""

from collections.abc import Sequence

import pytest

from data.toys import NOON, D, H, Talk, toy
from holdfast import facts as f
from holdfast.base.errors import Refused
from holdfast.know.plausible import n_words
from holdfast.know.stock import balance
from holdfast.run.alarm import Alarm
from holdfast.run.alarms import alarms
from holdfast.run.rules import refuse

STORE = "base:compound"


def of(talk: Talk, kind: str, now_ms: int = NOON) -> list[Alarm]:
    """The alarms of this kind."""
    return [a for a in alarms(talk.state, now_ms) if a.alarm.split(".")[0] == kind]


def stocked(n: float, floor_days: float = 5) -> Talk:
    """The toy base: four people, so many rations of a day, and a floor."""
    talk = toy()
    talk.at(
        NOON - D,
        f.RationSet(need="food", per_person_day=2_100, unit="kcal", floor_days=floor_days),
        f.StockMoved(lot="lot-1", n=4, source="outside", target=STORE, reason="received"),
        f.StockCounted(lot="lot-1", holder=STORE, n=n),
    )
    return talk


@pytest.mark.parametrize(
    ("n", "severity", "what"),
    [
        (0, "critical", "None left, below 5 days"),
        (3, "critical", "0.8 days left, below 5"),
        (8, "warning", "2.0 days left, below 5"),
    ],
)
def test_stock_below_its_floor_is_as_grave_as_it_is_near_its_end(
    n: float, severity: str, what: str
) -> None:
    """Nothing left of food, or less than a day of it, is no notice."""
    (alarm,) = of(stocked(n), "low")
    assert (alarm.severity, alarm.what) == (severity, what)


def test_nothing_left_alarms_where_no_floor_was_set_too() -> None:
    """Of what once lay here."""
    (alarm,) = of(stocked(0, floor_days=0), "low")
    assert (alarm.severity, alarm.what) == ("critical", "None left")
    assert of(stocked(8, floor_days=0), "low") == []


def test_a_need_that_was_never_stocked_is_dated_by_its_ration() -> None:
    """Not by the year 1970."""
    talk = toy()
    talk.at(NOON - H, f.RationSet(need="water", per_person_day=3, unit="litre", floor_days=2))
    (alarm,) = of(talk, "low")
    assert alarm.since_ms == NOON - H


ABSURD: Sequence[tuple[f.Fact, str]] = (
    (
        f.StockMoved(lot="lot-1", n=1e9, source="outside", target=STORE, reason="received"),
        r"1,000,000,000 pack is more than a base holds .* did you mean 1,000 pack\?",
    ),
    (
        f.ItemDefined(item="rice", name="Rice", unit="kg", need="food", kg=1e9),
        "more than one unit weighs",
    ),
    (
        f.RationSet(need="food", per_person_day=2_100_000, unit="kcal"),
        "2,100,000 kcal is more than one person uses in a day .* did you mean 2,100 kcal",
    ),
    (
        f.PersonRegistered(person="x", name="X", base="compound", carry_kg=20_000),
        "more than anybody carries",
    ),
    (
        f.VehicleRegistered(
            vehicle="x", name="X", base="compound", mode="car", seats=4, tank_l=1e6
        ),
        "more than a tank holds",
    ),
)


@pytest.mark.parametrize(("fact", "words"), ABSURD)
def test_what_cannot_be_is_refused_with_the_likely_slip(fact: f.Fact, words: str) -> None:
    """What is put on the books is checked for slips of the hand."""
    with pytest.raises(Refused, match=words):
        refuse(toy().state, fact, NOON)


def test_what_is_much_and_can_be_is_taken() -> None:
    """A warehouse of rice is no slip."""
    fact = f.StockMoved(lot="lot-1", n=400_000, source="outside", target=STORE, reason="received")
    refuse(toy().state, fact, NOON)


def test_a_count_that_cannot_be_is_kept_not_believed_and_asked_about() -> None:
    """The amount before it stands, until the lot is counted anew there."""
    talk, absurd = stocked(8), f.StockCounted(lot="lot-1", holder=STORE, n=1e9)
    refuse(talk.state, absurd, NOON)
    talk.at(NOON - H, absurd)

    assert balance(talk.state, "lot-1", STORE) == 8
    (alarm,) = of(talk, "amount")
    assert (alarm.who, alarm.severity) == ("Ration", "warning")
    assert alarm.what == "1,000,000,000 pack was counted: can that be?"
    assert "did you mean 1,000 pack?" in alarm.more

    talk.at(NOON, f.StockCounted(lot="lot-1", holder=STORE, n=10))
    assert of(talk, "amount") == []
    assert balance(talk.state, "lot-1", STORE) == 10


@pytest.mark.parametrize(
    ("n", "words"), [(1e9, "1,000,000,000"), (1234567, "1,234,567"), (12.5, "12.5"), (8, "8")]
)
def test_an_amount_is_written_as_people_write_it(n: float, words: str) -> None:
    """Never '1e+09'."""
    assert n_words(n) == words
