"""What people call things: persons, sites, vehicles, lots, caches, threats and plans, never by id
where a name is known; namesakes told apart.
"""

from collections import Counter
from collections.abc import Mapping

from holdfast import facts as f
from holdfast.know.plausible import n_words
from holdfast.know.risk import raised_names
from holdfast.know.runs import story
from holdfast.know.state import State
from holdfast.know.stock import item_named, item_of


def person_name(state: State, person: str) -> str:
    """A person's name, or the id where nobody has registered them."""
    said = state.people.get(person)
    return said.fact.name if said and isinstance(said.fact, f.PersonRegistered) else person


def told_apart(names: Mapping[str, str]) -> dict[str, str]:
    """Names by id, so that no two read alike: of those who share one, each with its id."""
    shared = Counter(name.casefold().strip() for name in names.values())
    return {
        key: f"{name} ({key})" if shared[name.casefold().strip()] > 1 else name
        for key, name in names.items()
    }


def people_apart(state: State) -> dict[str, str]:
    """The names of all on the books by id, namesakes told apart."""
    return told_apart({person: person_name(state, person) for person in state.people})


def vehicles_apart(state: State) -> dict[str, str]:
    """The names of all vehicles by id, those of one name told apart."""
    return told_apart({vehicle: vehicle_name(state, vehicle) for vehicle in state.vehicles})


def site_name(state: State, site: str | None) -> str:
    """A site's name, or another base's, or its id."""
    said = state.sites.get(site or "") or state.bases.get(site or "")
    known = said is not None and isinstance(said.fact, f.SiteNoted | f.BaseFounded)
    return said.fact.name if known else (site or "a site")  # type: ignore[union-attr]


def vehicle_name(state: State, vehicle: str) -> str:
    """A vehicle's name, or its id."""
    said = state.vehicles.get(vehicle)
    return said.fact.name if said and isinstance(said.fact, f.VehicleRegistered) else vehicle


def holder_name(state: State, holder: str) -> str:
    """Who or what holds stock, by name: 'The compound', 'KESTREL 1', 'the cache at Mill'."""
    kind, _, key = holder.partition(":")
    if kind in ("base", "site"):
        return site_name(state, key)
    if kind == "run":
        return story(state, key).call
    return cache_name(state, key) if kind == "cache" else holder


def cache_name(state: State, cache: str) -> str:
    """A cache by whoever laid it and where, or its id where nobody has told of its laying."""
    laid = [s.fact for s in state.caches.get(cache, {}).values() if isinstance(s.fact, f.CacheLaid)]
    if not laid:
        return f"the cache {cache}"
    at = f" at {site_name(state, laid[0].site)}" if laid[0].site else ""
    return f"the cache of {story(state, laid[0].run).call}{at}"


def lot_name(state: State, lot: str) -> str:
    """A lot by its item and batch, or its id where nobody has defined it."""
    said, item = state.lots.get(lot), item_of(state, lot)
    if item is None:
        return f"lot {lot}"
    batch = said.fact.batch if said and isinstance(said.fact, f.LotDefined) else ""
    return f"{item.name}, batch {batch}" if batch else item.name


def threat_name(state: State, threat: str) -> str:
    """A threat's name, noted or read off a contact or a sighting, or its id."""
    said = state.threats.get(threat)
    if said and isinstance(said.fact, f.ThreatNoted):
        return said.fact.name
    return raised_names(state).get(threat, threat)


def plan_name(state: State, plan: str) -> str:
    """A plan by what was asked: 'supply to Depot', or its id."""
    said = state.asked.get(plan)
    if said is None or not isinstance(said.fact, f.PlanAsked):
        return plan
    sites = ", ".join(site_name(state, i) for i in said.fact.sites)
    return f"{said.fact.objective} to {sites}" if sites else said.fact.objective


def good_words(n: float, unit: str, name: str, where: str) -> str:
    """'60 packs of Rations at the depot': how a plan states a good, and a debrief answers it."""
    return f"{n:,.10g} {unit} of {name} at {where}" if unit else f"{n:,.10g} {name} at {where}"


def amounts_words(state: State, amounts: tuple[f.Amount, ...]) -> str:
    """'12 packs of rations, 4 of bandages', or 'nothing'."""
    parts = []
    for amount in amounts:
        item = item_named(state, amount.item)
        name, unit = (item.name.lower(), item.unit) if item else (amount.item, "")
        parts.append(f"{n_words(amount.n)} {unit} {name}".replace("  ", " "))
    return ", ".join(parts) or "nothing"
