"""Small questions of who goes, and every answer there is to them, by an oracle of its own.

The oracle knows the definitions only: it tries everyone on every duty and every vehicle under it.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any

from hypothesis import strategies as st

from holdfast.plan.crews.assign import Limits, assign
from holdfast.plan.crews.duties import Assigned, Duty
from holdfast.plan.problem import Carrier, Pair, Walker

EXACT = Limits(gap=0.0, nodes=10_000)
NAMES = ("Ann", "Bob", "Cid", "Dee", "Eve", "Fay", "Gus")
WANTED = {"supply": ("scout", "locks"), "rescue": ("medic",)}


@dataclass(frozen=True)
class Asked:
    """A question."""

    duties: tuple[Duty, ...]
    walkers: tuple[Walker, ...]
    carriers: tuple[Carrier, ...]
    pairs: tuple[Pair, ...]
    objective: str
    must_go: frozenset[str]

    def answer(self) -> Assigned:
        return assign(
            self.duties, self.walkers, self.carriers, self.pairs, self.objective,
            must_go=self.must_go, limits=EXACT,
        )  # fmt: skip


# -- the oracle ------------------------------------------------------------------------------------


def allowed(
    crew: Sequence[Walker], duty: Duty, carrier: Carrier | None, asked: Asked,
    but: Collection[str] = (),
) -> bool:  # fmt: skip
    """Whether a crew keeps every rule, those in `but` aside."""
    inside = {w.person for w in crew}
    has = {s for w in crew for s in w.skills} | set(but)
    rooms = duty.most if carrier is None else min(duty.most, carrier.seats - duty.seats_kept)
    if carrier is None and duty.mode != "foot" and "vehicle" not in but:
        return False
    if carrier is not None and (
        carrier.mode != duty.mode or duty.carrier not in (None, carrier.vehicle)
    ):
        return False
    if len(crew) < duty.least or (len(crew) > rooms and "room" not in but):
        return False
    if not {"lead", *duty.needs, *(["driver"] if duty.mode != "foot" else [])} <= has:
        return False
    kg = sum(w.carry_kg - duty.gear_kg for w in crew)
    if (
        duty.mode == "foot"
        and duty.carry_kg > 0
        and kg < duty.carry_kg - 1e-3
        and "carry" not in but
    ):
        return False
    if inside & duty.barred or (not duty.fixed <= inside and "hand" not in but):
        return False
    together = {p.rule for p in asked.pairs if {p.one, p.other} <= inside}
    parted = {p.rule for p in asked.pairs if len({p.one, p.other} & inside) == 1}
    return ("must_not" in but or "must_not" not in together) and (
        "must" in but or "must" not in parted
    )


def points(crews: Sequence[Sequence[Walker]], asked: Asked) -> float:
    """What crews are worth, from the definitions."""
    total = 0.0
    out = {w.person for crew in crews for w in crew}
    for duty, crew in zip(asked.duties, crews, strict=True):
        has = {s for w in crew for s in w.skills}
        asks = {"lead", *duty.needs, *(["driver"] if duty.mode != "foot" else [])}
        total += 2.0 * len((has & set(WANTED[asked.objective])) - asks) if crew else 0.0
        borne = duty.hours + 200 * duty.hazard
        for walker in crew:
            square = (walker.borne_h + borne) ** 2 - walker.borne_h**2
            total -= 5.0 + 0.025 * square / 2
        for p in asked.pairs:
            if {p.one, p.other} <= {w.person for w in crew}:
                total += 1.5 * (p.rule in ("must", "works_well")) + 0.3 * min(10, p.runs)
    for skill in ("medic", "lead"):
        total += 1.5 * any(skill in w.skills for w in asked.walkers if w.person not in out)
    return total


def every(asked: Asked) -> Iterator[list[tuple[Walker, ...]]]:
    """Every way to put people and vehicles on duties that breaks no rule."""
    n = len(asked.walkers)
    crews = [c for k in range(2, n + 1) for c in combinations(asked.walkers, k)]
    choices: list[list[tuple[tuple[Walker, ...], Carrier | None]]] = []
    for duty in asked.duties:
        under = [None] if duty.mode == "foot" else asked.carriers
        good = [(c, v) for v in under for c in crews if allowed(c, duty, v, asked)]
        choices.append([((), None), *good])
    for each in product(*choices):
        people = [w.person for crew, _ in each for w in crew]
        vehicles = [v.vehicle for _, v in each if v]
        if len(people) == len(set(people)) and len(vehicles) == len(set(vehicles)):
            yield [crew for crew, _ in each]


def value(crews: Sequence[Sequence[Walker]], asked: Asked) -> tuple[int, float, float]:
    """Who must go, the weight, and the points, in that order."""
    out = {w.person for crew in crews for w in crew}
    weight = sum(d.weight for d, c in zip(asked.duties, crews, strict=True) if c)
    return len(out & asked.must_go), round(weight, 6), round(points(crews, asked), 6)


def crews_of(found: Assigned, asked: Asked) -> list[list[Walker]]:
    by_key = {p.duty.key: list(p.crew.people) for p in found.posts}
    return [by_key.get(d.key, []) for d in asked.duties]


# -- questions -------------------------------------------------------------------------------------

some = st.sampled_from


KINDS = (
    "lead",
    "lead driver",
    "driver",
    "driver scout",
    "lead medic scout",
    "scout",
    "locks",
    "medic",
)


@st.composite
def questions(draw: Any, people: int = 6, duties: int = 2) -> Asked:
    """A few people, vehicles and duties, with rules that now and then contradict."""
    rarely = some([False, False, False, True])
    walkers = tuple(
        Walker(
            name.lower(), name, frozenset(draw(some(KINDS)).split()), draw(some([10.0, 25.0])), 1.0,
            draw(some([0.0, 0.0, 3.0, 20.5, 41.0])),
        )
        for name in NAMES[: draw(some([*[people] * 6, people - 1, people - 2, 3, 2, 1, 0]))]
    )  # fmt: skip
    known = [w.person for w in walkers] + ["zed"] * draw(rarely)
    rule = some(["must", "must_not", "must_not", "works_well", "none"])
    ends = list(combinations(known, 2))
    pairs = tuple(
        Pair(a, b, draw(rule), draw(st.integers(0, 4)))
        for a, b in (draw(st.lists(some(ends), max_size=4, unique=True)) if ends else [])
    )

    def by_hand() -> frozenset[str]:
        return frozenset([draw(some(known))] if known and draw(rarely) else [])

    asked = tuple(
        Duty(
            key=f"d{i}", name=("KITE", "ROOK", "PAWN")[i], mode=draw(some(["foot", "car"])),
            carrier=draw(some([None, None, "van"])),
            needs=frozenset(draw(some(["", "", "medic", "scout"])).split()),
            most=draw(some([4, 4, 3, 2])), seats_kept=draw(st.integers(0, 1)),
            hazard=draw(some([0.0, 0.02])), hours=draw(some([0.0, 4.0, 7.5])),
            carry_kg=draw(some([0.0, 0.0, 30.0, 45.0])), gear_kg=draw(some([0.0, 5.0])),
            weight=draw(some([1.0, 1.0, 2.5])), fixed=by_hand(), barred=by_hand(),
        )
        for i in range(duties if draw(st.integers(0, 19)) else 0)
    )  # fmt: skip
    carriers = tuple(
        Carrier(v, v.title(), "car", draw(some([4, 3, 2, 1])), 300, 2, 20, 10)
        for v in draw(some([("jeep", "van"), ("van",), ()]))
    )
    return Asked(asked, walkers, carriers, pairs, draw(some(["supply", "rescue"])), by_hand())
