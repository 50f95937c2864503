"""What the books will not take: expired stock handed out, a unit changed under what lies here, more
fuel than a tank holds.
"""

from holdfast import facts as f
from holdfast.base.errors import Refused
from holdfast.base.grid import date_words, known_zone
from holdfast.know.bases import zone_here
from holdfast.know.fuel import beyond
from holdfast.know.keeping import expired, handed_out
from holdfast.know.naming import lot_name
from holdfast.know.plausible import BOOKS, USUAL, most_of, n_words, too_much
from holdfast.know.risk import contact_threat_id
from holdfast.know.runs import story
from holdfast.know.settings import wrong
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
        day = date_words(until_ms, zone_here(state))
        name = lot_name(state, fact.lot)
        raise Refused(
            f"{name} expired on {day}: dispose of it, or name who decides that it "
            "is handed out all the same."
        )


MOST_PEOPLE = 100_000
"""More people than this are fed by no one base (assumed)."""


def founded(_state: State, fact: f.BaseFounded) -> None:
    """Another base is noted with what can be: its clocks and its heads are reckoned with here.

    Raises:
        Refused: there is no such time zone, or so many people are fed by no base.
    """
    if not known_zone(fact.zone):
        raise Refused(
            f"There is no time zone '{fact.zone[:40]}': give one of the time zone database, like "
            "Europe/Athens."
        )
    if fact.headcount > MOST_PEOPLE:
        raise Refused(
            f"{fact.headcount:,} people are more than one base feeds (at most {MOST_PEOPLE:,}): "
            "check the headcount."
        )


def accounted(state: State, fact: f.HarmAccounted) -> None:
    """Only a contact that cost somebody can be answered.

    Raises:
        Refused: this run has told of no such contact.
    """
    told = story(state, fact.run)
    cost = {
        contact_threat_id(said): getattr(said.fact, "harm", "")
        for said in told.all(f.ContactReported)
    }
    if cost.get(fact.contact) not in ("hurt", "dead"):
        raise Refused(f"{told.call} has told of no such contact that cost somebody.")


def holds(state: State, fact: f.StockMoved) -> None:
    """So much of one thing as no base holds is a slip of the hand.

    Raises:
        Refused: it is that much.
    """
    item = item_of(state, fact.lot)
    most = most_of(item)
    if fact.n > most:
        raise Refused(too_much(fact.n, most, item.unit if item else "", "a base holds", USUAL))


def can_be(_state: State, fact: f.Fact) -> None:
    """What is put on the books can be.

    Raises:
        Refused: one of its figures is beyond what there is.
    """
    for part in BOOKS[type(fact)]:
        n = float(getattr(fact, part.field))
        if n > part.most:
            unit = part.unit or (fact.unit if isinstance(fact, f.RationSet) else "")
            raise Refused(too_much(n, part.most, unit, part.what))


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
            f"{n_words(held)} {known.unit} of {known.name} are on the books: in {fact.unit} they "
            "would be another amount. Give what comes in that unit an item of its own; or count "
            "all of it to 0, set the unit, and count it anew."
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
            f"{n_words(fact.fuel_l)} L do not go into {known.name}: its tank holds "
            f"{known.tank_l:g} L. Read the gauge again, or set its tank anew."
        )


def of_a_run(state: State, fact: f.BroughtInCounted | f.RunRehearsed) -> None:
    """It is of a run that is known.

    Raises:
        Refused: there is no such run.
    """
    if fact.run not in state.tasked:
        raise Refused(f"No run '{fact.run}' is known here.")


def set_so(_state: State, fact: f.SettingChosen) -> None:
    """A setting is one of the table's, in its unit and within its limits, by somebody's word.

    Raises:
        Refused: it is not, or nobody says where it comes from.
    """
    why = wrong(fact)
    if why:
        raise Refused(why)
    if not fact.source.strip():
        raise Refused("Say where this figure comes from: a standard, an order, or 'assumed'.")
