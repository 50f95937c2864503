"""A figure ten times the one before it, or a tenth: asked about before it is said.

Law. A leap refuses nothing and settles nothing: it is for the form, which asks back, and what is
kept is what was said.
"""

from holdfast import facts as f
from holdfast.know.at_odds import Disagreement
from holdfast.know.brought_in import others, people_of
from holdfast.know.naming import lot_name, vehicle_name
from holdfast.know.plausible import n_words
from holdfast.know.runs import story
from holdfast.know.state import State
from holdfast.know.stock import balance, item_of
from holdfast.know.vehicles import vehicles

TIMES = 10.0
"""So many times the figure before is as likely one digit too many (assumed)."""
LEAST = 20.0
"""Below this nobody is asked about a leap: few become many by a find (assumed)."""
MANY_FOUND = 50
"""More people than this are seldom found at once (assumed)."""


def leap(state: State, fact: f.Fact) -> Disagreement | None:
    """What a person should look at once more in this word, by what is known before it."""
    found = _figures(state, fact)
    if found is None:
        return None
    what, before, n, unit = found
    if max(before, n) < LEAST or not (n >= before * TIMES or n * TIMES <= before):
        return None
    words = f"{what}: {n_words(before)} {unit} before, {n_words(n)} {unit} now".replace("  ", " ")
    return Disagreement(f"leap:{what}", words, ())


def _figures(state: State, fact: f.Fact) -> tuple[str, float, float, str] | None:
    """What it is about, the figure before, the figure now, its unit; None where nothing was."""
    if isinstance(fact, f.StockCounted):
        before = balance(state, fact.lot, fact.holder)
        item = item_of(state, fact.lot)
        name = lot_name(state, fact.lot)
        return (name, before, fact.n, item.unit if item else "") if before > 0 else None
    if isinstance(fact, f.VehicleReadinessSaid) and fact.fuel_l is not None:
        line = next((v for v in vehicles(state) if v.vehicle == fact.vehicle), None)
        known = line.fuel_l if line else None
        name = f"Fuel of {vehicle_name(state, fact.vehicle)}"
        return (name, known, fact.fuel_l, "L") if known else None
    if isinstance(fact, f.CameHome) and fact.others:
        told = story(state, fact.run)
        n = float(others(told))
        return (f"People found with {told.call}", n, float(fact.others), "") if n else None
    if isinstance(fact, f.PeopleFound) and people_of(fact) > MANY_FOUND:
        told = story(state, fact.run)
        return f"People found by {told.call}", float(others(told)), float(people_of(fact)), ""
    return None
