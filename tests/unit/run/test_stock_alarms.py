"""The stores and the tanks ask for a person: expired, not counted, handed out, not read."""

from data.toys import NOON, D, H, Talk, round_out, toy
from holdfast import facts as f
from holdfast.run.alarm import Alarm
from holdfast.run.alarms import alarms


def of(talk: Talk, kind: str, now_ms: int = NOON) -> Alarm | None:
    """The one alarm of this kind, if it is there."""
    found = [a for a in alarms(talk.state, now_ms) if a.alarm.split(".")[0] == kind]
    assert len(found) <= 1
    return found[0] if found else None


def moved(n: float, source: str, target: str, **more: object) -> f.StockMoved:
    """So much of the lot from one holder to another."""
    return f.StockMoved(
        **{
            "lot": "lot-2", "n": n, "source": source, "target": target, "reason": "issued",
        } | more  # type: ignore[arg-type]
    )  # fmt: skip


def with_lot(expires_ms: int) -> Talk:
    """The toy base with twenty packs that expire then."""
    talk = toy()
    talk.at(
        NOON - 3 * D,
        f.LotDefined(lot="lot-2", item="ration", expires_ms=expires_ms),
        moved(20, "outside", "base:compound", reason="received"),
    )
    return talk


def test_what_has_expired_is_an_alarm_with_its_day_and_year() -> None:
    """Until it is thrown away."""
    talk = with_lot(NOON - 400 * D)
    alarm = of(talk, "expired")
    assert alarm is not None
    assert (alarm.who, alarm.what) == ("Ration", "20 pack expired 16 Oct 2025, not counted")
    assert "16 Oct 2025" in alarm.more
    assert alarm.acts[0].href == "/stock#lots"

    talk.at(NOON, moved(20, "base:compound", "lost", reason="spoiled"))
    assert of(talk, "expired") is None


def test_another_lot_that_expires_is_another_alarm() -> None:
    """Whoever took the first is asked again."""
    talk = with_lot(NOON - D)
    first = of(talk, "expired")
    talk.at(
        NOON,
        f.LotDefined(lot="lot-3", item="ration", expires_ms=NOON - 2 * D),
        moved(5, "outside", "base:compound", reason="received", lot="lot-3"),
    )
    second = of(talk, "expired")

    assert first is not None
    assert second is not None
    assert first.alarm != second.alarm
    assert second.what == "25 pack expired by 19 Nov 2026, not counted"


def test_what_expires_within_the_week_is_to_be_used_first() -> None:
    """Not yet eight days before; and no longer once it has expired."""
    talk = with_lot(NOON)

    assert of(talk, "expires", NOON - 8 * D) is None
    soon = of(talk, "expires", NOON - 3 * D + H)
    assert soon is not None
    assert soon.what == "Use first: expires 20 pack on 20 Nov 2026"
    assert soon.more == "In 2 days"
    assert of(talk, "expires") is None


def test_expired_stock_that_was_handed_out_is_asked_about() -> None:
    """Unless somebody is named who decided it, or it was good when it went."""
    talk = with_lot(NOON - D)
    talk.at(NOON - 2 * D, moved(1, "base:compound", "used"))
    assert of(talk, "issued") is None

    talk.at(NOON - H, moved(3, "base:compound", "used", allowed_by="mark"))
    assert of(talk, "issued") is None

    talk.at(NOON - H, moved(4, "base:compound", "used", words="to the east gate"))
    alarm = of(talk, "issued")
    assert alarm is not None
    assert alarm.what == "4 pack was handed out, expired 19 Nov 2026"
    assert alarm.more == "to the east gate"


def test_what_is_not_counted_is_named() -> None:
    """With how many of what; until somebody says what one covers."""
    talk = toy()
    beans = f.ItemDefined(item="beans", name="Beans", unit="sack", need="food", kg=25)
    talk.at(
        NOON - D, beans, f.LotDefined(lot="lot-2", item="beans"),
        moved(40, "outside", "base:compound", reason="received"),
    )  # fmt: skip
    alarm = of(talk, "uncounted")

    assert alarm is not None
    assert (alarm.who, alarm.what) == ("Beans", "40 sack not counted: say what one covers")


def test_after_a_run_the_gauge_is_asked_for() -> None:
    """Not while it is out; not any more once it was read."""
    talk = round_out(NOON - 4 * H, vehicle="truck", mode="truck")
    gauge = f.VehicleReadinessSaid(vehicle="truck", state="ready", fuel_l=30)
    talk.at(NOON - 6 * H, gauge)
    assert of(talk, "fuel") is None

    talk.at(NOON, f.CameHome(run="run-1", home=("leila", "kai")))
    alarm = of(talk, "fuel")
    assert alarm is not None
    assert (alarm.who, alarm.what) == ("Truck", "Back from a run: read the gauge")
    assert "about 26.8 L by reckoning, read 30 L at 06:00" in alarm.more

    talk.at(NOON + 1, gauge)
    assert of(talk, "fuel") is None


def test_a_reading_that_the_tank_cannot_hold_is_an_alarm() -> None:
    """From another device it is kept, and not believed."""
    talk = toy()
    talk.at(
        NOON - H,
        f.VehicleRegistered(
            vehicle="truck", name="Truck", base="compound", mode="truck", seats=3, tank_l=70
        ),
        f.VehicleReadinessSaid(vehicle="truck", state="ready", fuel_l=900),
    )
    alarm = of(talk, "tank")
    assert alarm is not None
    assert alarm.what == "900 L was read, and its tank holds 70 L"

    talk.at(NOON, f.VehicleReadinessSaid(vehicle="truck", state="ready", fuel_l=9))
    assert of(talk, "tank") is None
