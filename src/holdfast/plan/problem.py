"""The question as planners get it: frozen, complete, cut loose from the State."""

from dataclasses import dataclass

from holdfast import facts as f
from holdfast.base.geo import Place
from holdfast.know.risk import Field


@dataclass(frozen=True, slots=True)
class Good:
    """Something worth carrying home from a target.

    Attributes:
        n: units, if they are there; p_there: the chance of that.
        kg, m3, worth: of one unit; worth in person-days of need.
    """

    item: str
    name: str
    unit: str
    n: float
    p_there: float
    kg: float
    m3: float
    worth: float


@dataclass(frozen=True, slots=True)
class Target:
    """A site that the run may go to, what it may hold, and how long a visit takes."""

    site: str
    name: str
    place: Place
    goods: tuple[Good, ...]
    stay_h: float
    grade: str


@dataclass(frozen=True, slots=True)
class Walker:
    """A person who can go.

    Attributes:
        borne_h: hours outside in the last seven days.
    """

    person: str
    name: str
    skills: frozenset[str]
    carry_kg: float
    pace: float
    borne_h: float


@dataclass(frozen=True, slots=True)
class Carrier:
    """A vehicle that can go, with `fuel_l` None where nobody has said what is in the tank."""

    vehicle: str
    name: str
    mode: str
    seats: int
    load_kg: float
    load_m3: float
    fuel_l: float | None
    use_l_per_100km: float


@dataclass(frozen=True, slots=True)
class Closure:
    """Arcs within the radius of a place are shut to these modes."""

    place: Place
    radius_m: float
    modes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """What is known of two people together: the rule, and runs they came home from together."""

    one: str
    other: str
    rule: str
    runs: int


@dataclass(frozen=True, slots=True)
class Problem:
    """All that a planner may look at.

    Attributes:
        cannot: people and vehicles that cannot go, each with the reason in words.
        danger: the hazard field at the time of asking.
        dangers: names of threats and their grade, for the assumptions.
        dark_ms: the last light that limits the run, the departure itself where it is dark then;
            None where there is no limit (the sun stays up, or night work is allowed).
        first_light_ms: the next first light, where it is too dark to leave.
        extraction: extraction points by site id.
    """

    asked: f.PlanAsked
    now_ms: int
    zone: str
    base: str
    home: Place
    targets: tuple[Target, ...]
    walkers: tuple[Walker, ...]
    carriers: tuple[Carrier, ...]
    cannot: tuple[str, ...]
    pairs: tuple[Pair, ...]
    danger: Field
    dangers: tuple[str, ...]
    closures: tuple[Closure, ...]
    dark_ms: int | None
    first_light_ms: int | None
    extraction: tuple[tuple[str, Place], ...]
