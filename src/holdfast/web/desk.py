"""All that the room's pages show at one moment, gathered once, so that no panel asks for itself.

Laws. A Desk is made from what the node believed at one moment, and never changes; whatever is
drawn from one Desk agrees with itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from holdfast import facts as f
from holdfast.account.outcomes import Outcome
from holdfast.base.geo import Place
from holdfast.base.grid import zone_of
from holdfast.facts.said import Said
from holdfast.know.at_odds import Disagreement
from holdfast.know.bases import base_names, own_base
from holdfast.know.brought_in import BroughtIn, brought_in
from holdfast.know.caches import CacheLine, caches
from holdfast.know.disagreements import disagreements
from holdfast.know.log import LogLine, line
from holdfast.know.order import heard_at_ms
from holdfast.know.people import PersonLine, Roll, persons, roll
from holdfast.know.risk import ThreatLine, threats
from holdfast.know.sites import SiteLine, sites
from holdfast.know.state import State, copied
from holdfast.know.stock import LotLine, Supply, lots, supplies
from holdfast.know.vehicles import VehicleLine, vehicles
from holdfast.node import Node
from holdfast.plan.daylight import Daylight, daylight_at
from holdfast.run.alarm import Alarm
from holdfast.run.alarms import alarms
from holdfast.run.board import Card, board
from holdfast.run.turning_round import TurnRound
from holdfast.web.drills import LostContact

LOG_LINES = 60
"""Lines of the log beside the map; the log's own page has all of them."""


@dataclass(frozen=True, slots=True)
class Item:
    """A kind of stock, for forms that ask for amounts."""

    item: str
    name: str
    unit: str


NO_BASE = f.BaseFounded(base="base", name="No base yet", at=f.Point(0.0, 0.0))
"""Of a folder in which nothing was founded."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One question, what was offered, and who chose what.

    Attributes:
        offered_ms: when the planner answered; None while it is still working.
        chosen: every decision: letter, who, when, runs; more than one is a disagreement.
    """

    plan: str
    asked: f.PlanAsked
    asked_ms: int
    offered: f.PlanOffered | None
    offered_ms: int | None
    chosen: tuple[tuple[str, str, int, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class RunPage:
    """Everything about one run.

    Attributes:
        reports: its log, oldest first.
        consents: person -> said yes.
        debrief: as it was said; `draft`: as computed from what was reported.
        lost: the lost-contact drill, while the team is overdue.
        ways_now: its ways with the danger that is believed now.
        shut: which of its ways lead through a road that is closed now, by their number: since when
            and why, in words.
        steps: step of a drill -> the words that log it.
        done: step -> when it was logged since the team was last heard.
        rehearsed: what was rehearsed of it before it left. came: what came of it, once it is home.
        straight_back: the way back from where it is, while it is on its way to a stop; `back_shut`:
            in words, where that leads through a closed road.
        home_word: id of the last word at the gate, by which it is taken back; empty where none is.
        came_in: people found who came in with it. unsaid: it was heard, and nobody said it left.
    """

    card: Card
    tasked: f.RunTasked | None
    reports: tuple[LogLine, ...]
    consents: dict[str, bool] = field(default_factory=dict)
    debrief: f.Debriefed | None = None
    draft: f.Debriefed | None = None
    lost: LostContact | None = None
    ways_now: tuple[f.WayTold, ...] = ()
    shut: dict[int, str] = field(default_factory=dict)
    steps: dict[str, str] = field(default_factory=dict)
    done: dict[str, tuple[int, ...]] = field(default_factory=dict)
    rehearsed: f.RunRehearsed | None = None
    came: Outcome | None = None
    straight_back: TurnRound | None = None
    back_shut: str = ""
    home_word: str = ""
    came_in: int = 0
    unsaid: bool = False


@dataclass(frozen=True, slots=True)
class Desk:
    """What the room knows now.

    Attributes:
        rate: how many seconds of the room's clock pass in one real second (1, or an exercise's).
        log: newest first.
        sun: daylight at the base on this day.
        bases: names of all bases, this one first.
        roll: the head count of this base; `rolls` of every other, by its id.
    """

    base: str
    name: str
    place: Place
    zone: str
    now_ms: int
    rate: float
    exercise: bool
    sun: Daylight
    cards: tuple[Card, ...] = ()
    alarms: tuple[Alarm, ...] = ()
    supplies: tuple[Supply, ...] = ()
    lots: tuple[LotLine, ...] = ()
    roll: Roll | None = None
    rolls: Mapping[str, Roll] = field(default_factory=dict)
    persons: tuple[PersonLine, ...] = ()
    vehicles: tuple[VehicleLine, ...] = ()
    brought_in: tuple[BroughtIn, ...] = ()
    sites: tuple[SiteLine, ...] = ()
    threats: tuple[ThreatLine, ...] = ()
    caches: tuple[CacheLine, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    log: tuple[LogLine, ...] = ()
    plans: tuple[Plan, ...] = ()
    items: tuple[Item, ...] = ()
    pairs: tuple[f.PairNoted, ...] = ()
    posture: str = ""
    item_facts: Mapping[str, f.ItemDefined] = field(default_factory=dict)
    bases: Mapping[str, str] = field(default_factory=dict)

    def person(self, person: str) -> str:
        """A person's name, with the id where another bears it too; the id of one we do not know."""
        name = next((p.name for p in self.persons if p.person == person), person)
        alone = sum(p.name == name for p in self.persons) < 2
        return name if alone else f"{name} ({person})"

    def site(self, site: str) -> str:
        """A site's name; a base's for a base, the id of one we do not know."""
        if site in self.bases:
            return self.bases[site]
        return next((s.name for s in self.sites if s.site == site), site)

    def vehicle(self, vehicle: str | None) -> str:
        """A vehicle's name, or 'On foot'."""
        if vehicle is None:
            return "On foot"
        return next((v.name for v in self.vehicles if v.vehicle == vehicle), vehicle)

    def item(self, item: str) -> Item:
        """What an item is called and counted in."""
        return next((i for i in self.items if i.item == item), Item(item, item, ""))


def make_desk(node: Node, *, log: int = LOG_LINES) -> Desk:
    """What this node believes at its clock's moment, as one frozen picture.

    It is read from a copy, so that whoever speaks waits for the copying only.
    """
    node.look_at_clock()
    with node.lock:
        state, recent = copied(node.state), list(node.recent)[-log:]
    now_ms = node.clock()
    base = own_base(state) or NO_BASE
    cards, dangers = tuple(board(state, now_ms)), threats(state, now_ms)
    wrong, clock = node.found_wrong, node.clock_story
    late = frozenset(card.run for card in cards if card.clock.overdue_ms > 0)
    return Desk(
        base=base.base,
        name=base.name,
        place=base.at.place,
        zone=zone_of(base.zone).key,
        now_ms=now_ms,
        rate=float(getattr(node.clock, "rate", 1.0)),
        exercise=node.exercise,
        sun=daylight_at(base.at.place, now_ms, base.zone),
        cards=cards,
        alarms=tuple(alarms(state, now_ms, list(cards), wrong, clock, node.roster())),
        supplies=tuple(supplies(state, base.base, now_ms)),
        lots=tuple(lots(state, f"base:{base.base}", now_ms)),
        roll=roll(state, now_ms, late, base.base),
        rolls={b: roll(state, now_ms, late, b) for b in base_names(state) if b != base.base},
        persons=tuple(persons(state, now_ms)),
        vehicles=tuple(vehicles(state, now_ms)),
        brought_in=tuple(brought_in(state)),
        sites=tuple(sites(state, now_ms, dangers)),
        threats=tuple(dangers),
        caches=tuple(caches(state)),
        disagreements=tuple(disagreements(state)),
        log=tuple(line(s, state) for s in recent[::-1]),
        plans=tuple(plans(state)),
        items=tuple(items(state)),
        pairs=tuple(pairs(state)),
        posture=_posture(state, base.base),
        item_facts=_item_facts(state),
        bases={base.base: base.name} | base_names(state),
    )


def _item_facts(state: State) -> dict[str, f.ItemDefined]:
    """All that was said of every kind of stock."""
    known = (said.fact for said in state.items.values())
    return {item.item: item for item in known if isinstance(item, f.ItemDefined)}


def items(state: State) -> list[Item]:
    """Every kind of stock by name."""
    known = [s.fact for s in state.items.values() if isinstance(s.fact, f.ItemDefined)]
    return sorted((Item(i.item, i.name, i.unit) for i in known), key=lambda i: i.name)


def pairs(state: State) -> list[f.PairNoted]:
    """Every two people of whom a rule holds."""
    said = [s.fact for _, s in sorted(state.pairs.items())]
    return [fact for fact in said if isinstance(fact, f.PairNoted) and fact.rule != "none"]


def plans(state: State) -> list[Plan]:
    """Every question that was asked, newest first."""
    found = [
        _plan(state, said) for said in state.asked.values() if isinstance(said.fact, f.PlanAsked)
    ]
    return sorted((p for p in found if p), key=lambda p: p.asked_ms, reverse=True)


def _plan(state: State, said: Said) -> Plan | None:
    if not isinstance(asked := said.fact, f.PlanAsked):
        return None
    offer = state.offered.get(asked.plan)
    offered = offer.fact if offer and isinstance(offer.fact, f.PlanOffered) else None
    chosen = [
        (c.fact.letter, c.fact.by or "", heard_at_ms(c), c.fact.runs)
        for _, c in sorted(state.chosen.get(asked.plan, {}).items())
        if isinstance(c.fact, f.PlanChosen)
    ]
    return Plan(
        plan=asked.plan,
        asked=asked,
        asked_ms=said.happened_ms,
        offered=offered,
        offered_ms=offer.happened_ms if offer and offered else None,
        chosen=tuple(chosen),
    )


def _posture(state: State, base: str) -> str:
    said = state.postures.get(base)
    return said.fact.posture if said and isinstance(said.fact, f.PostureSet) else ""
