"""What the books will not take: expired stock handed out, a unit changed under what lies here, more
fuel than a tank holds, people counted in before their run is home.
"""

from holdfast import facts as f
from holdfast.base.errors import Refused
from holdfast.base.grid import date_words
from holdfast.know.bases import zone_here
from holdfast.know.fuel import beyond
from holdfast.know.keeping import expired, handed_out
from holdfast.know.runs import story
from holdfast.know.state import State
from holdfast.know.stock import balances, expires_ms, item_named, item_of


def fresh(state: State, fact: f.StockMoved, now_ms: int) -> None:
    """To hand out what has expired is somebody's decision; that it was handed out is a report.

    Raises:
        Refused: it has expired, and nobody is named who decides.
    """
    if fact.allowed_by is not None:
        if fact.allowed_by not in state.people:
            raise Refused(f"No person '{fact.allowed_by}' is known here: name who decides.")
        return
    until_ms = expires_ms(state, fact.lot)
    if until_ms is None or fact.when_ms is not None:
        return
    if handed_out(fact) and expired(until_ms, now_ms):
        item, day = item_of(state, fact.lot), date_words(until_ms, zone_here(state))
        name = item.name if item else fact.lot
        raise Refused(
            f"{name}, lot {fact.lot}, expired on {day}: dispose of it, or name who decides that it "
            "is handed out all the same ('allowed_by')."
        )


def same_unit(state: State, fact: f.ItemDefined) -> None:
    """What lies here was counted in the item's unit: it would be read in the new one.

    Raises:
        Refused: the unit is another one, and something was counted in the old.
    """
    known = item_named(state, fact.item)
    if known is None or known.unit.strip().lower() == fact.unit.strip().lower():
        return
    mine = (abs(n) for (lot, _), n in balances(state).items() if item_of(state, lot) is known)
    held = sum(mine)
    if held > 0:
        raise Refused(
            f"{held:g} {known.unit} of {known.name} are on the books: in {fact.unit} they would be "
            "another amount. Give what comes in that unit an item of its own; or count all of it "
            "to 0, set the unit, and count it anew."
        )


def believable(state: State, fact: f.VehicleReadinessSaid) -> None:
    """A tank holds what it holds: more was misread, or the tank is not what the books say.

    Raises:
        Refused: so much does not go into it.
    """
    said = state.vehicles.get(fact.vehicle)
    known = said.fact if said else None
    if fact.fuel_l is None or not isinstance(known, f.VehicleRegistered):
        return
    if beyond(known, fact.fuel_l):
        raise Refused(
            f"{fact.fuel_l:g} L do not go into {known.name}: its tank holds {known.tank_l:g} L. "
            "Read the gauge again, or set its tank anew."
        )


def counted_anew(state: State, fact: f.BroughtInCounted) -> None:
    """Whom a run brought in is counted once it is home.

    Raises:
        Refused: there is no such run, or nobody has come in with it.
    """
    if fact.run not in state.tasked:
        raise Refused(f"No run '{fact.run}' is known here.")
    if story(state, fact.run).home_ms is None:
        raise Refused("The run is not home yet: nobody has come in with it.")
