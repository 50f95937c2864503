"""The question as planners get it: frozen, complete, cut loose from the State."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from holdfast import facts as f
from holdfast.base.geo import Place
from holdfast.know.hazard import Field

HERE = "here"
"""Where a team that is out begins anew."""
LOOKS_ONLY = ("recon", "patrol")
"""Objectives that bring nothing home but what was seen."""
OF_PEOPLE = ("rescue", "evacuation")
"""Objectives whose worth is people brought to safety."""
HANDS_OVER = ("transfer", "evacuation")
"""Objectives whose goods or people leave with the party and stay where it stops."""
KNOWS = "knows the cache"
"""Counts as a skill in a recovery: to have laid the cache, or to have been told of it."""


@dataclass(frozen=True, slots=True)
class Good:
    """Something worth carrying away from a target, or to it.

    Attributes:
        n: units, if they are there; p_there: the chance of that.
        kg, m3, worth: of one unit; worth in person-days of need.
        site: where it is to be loaded, or handed over.
    """

    item: str
    name: str
    unit: str
    n: float
    p_there: float
    kg: float
    m3: float
    worth: float
    site: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """People who wait at a target and are brought away together, or one by one where `n` > 1.

    Attributes:
        n: how many such groups there are.
        walking, carried: of one group: how many sit or walk, how many need a stretcher.
        children: how many of them are children.
        p_there: the chance that they are there.
        words: who they are, where somebody said so.
    """

    n: int
    walking: int
    carried: int
    children: int
    p_there: float
    site: str = ""
    words: str = ""

    @property
    def people(self) -> int:
        """Of one group."""
        return self.walking + self.carried


@dataclass(frozen=True, slots=True)
class Cached:
    """A cache that is to be brought home, and what binds it to the run that laid it.

    Attributes:
        call: of that run. mark: how to find it.
        knows, names: persons who know of it, by id and by name.
    """

    cache: str
    call: str
    mark: str
    laid_ms: int
    knows: tuple[str, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Target:
    """A site that a run may go to, what it may hold, and how long a visit takes.

    Attributes:
        goods: what may be loaded there; `brought` is what would be handed over there.
        learns: person-days by which a look would change what is believed of it.
        opens_ms, closes_ms: the visit must begin within these; None where nothing limits it.
        needs: skills that somebody in the crew must have.
        must: whether options that leave it out are not wanted.
        silent: whether radio silence is kept there.
        hazard: expected harmful contacts in a visit. hazard_per_h: in an hour there, also of
            waiting for it to open.
        caches: of ours, that a recovery is about.
        threats: names of those within whose reach it lies.
    """

    site: str
    name: str
    place: Place
    goods: tuple[Good, ...]
    stay_h: float
    grade: str
    brought: tuple[Good, ...] = ()
    waiting: tuple[Waiting, ...] = ()
    learns: float = 0.0
    opens_ms: int | None = None
    closes_ms: int | None = None
    needs: frozenset[str] = frozenset()
    must: bool = False
    silent: bool = False
    hazard: float = 0.0
    caches: tuple[Cached, ...] = ()
    hazard_per_h: float = 0.0
    threats: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Walker:
    """A person who can go.

    Attributes:
        borne_h: hours outside in the last seven days.
        base: where they live and come home to.
    """

    person: str
    name: str
    skills: frozenset[str]
    carry_kg: float
    pace: float
    borne_h: float
    base: str = ""


@dataclass(frozen=True, slots=True)
class Carrier:
    """A vehicle that can go, with `fuel_l` None where nobody has said what is in the tank.

    Attributes:
        reckoned: `fuel_l` is the last reading less what was driven since.
    """

    vehicle: str
    name: str
    mode: str
    seats: int
    load_kg: float
    load_m3: float
    fuel_l: float | None
    use_l_per_100km: float
    stretchers: int = 0
    base: str = ""
    reckoned: bool = False


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
class Home:
    """A base that teams leave and come home to."""

    base: str
    name: str
    place: Place


@dataclass(frozen=True, slots=True)
class Begun:
    """A run that is out and is planned anew from where it is.

    Attributes:
        place: where it is now.
        walkers: its people, the lead first. carrier: its vehicle, None on foot.
        kg: what it carries already. people: how many it has found and has with it.
    """

    run: str
    call: str
    place: Place
    walkers: tuple[Walker, ...]
    carrier: Carrier | None
    kg: float
    people: int


@dataclass(frozen=True, slots=True)
class Problem:
    """All that a planner may look at.

    Attributes:
        homes: the bases whose teams may go; the one that asks comes first.
        cannot: people and vehicles that cannot go, each with the reason in words.
        danger: the hazard field at the time of asking.
        dangers: names of threats and their grade, for the assumptions.
        dark_ms: the last light that limits the run, the departure itself where it is dark then;
            None where there is no limit (the sun stays up, or night work is allowed).
        first_light_ms: the next first light, where it is too dark to leave.
        extraction: extraction points by site id.
        begun: the run that is out, where the question is about one.
        unasked: of people of other bases, whom nobody asked for, why they cannot go; it is not
            told unless somebody names them.
        named: names by 'person:ID' and 'vehicle:ID', also of those who cannot go.
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
    homes: tuple[Home, ...] = ()
    begun: Begun | None = None
    unasked: tuple[str, ...] = ()
    named: Mapping[str, str] = field(default_factory=dict)

    def home_of(self, base: str) -> Place:
        """Where a base lies."""
        return next((h.place for h in self.homes if h.base == base), self.home)

    def names_people(self, site: str) -> bool:
        """Whether the question says who is to be brought away from a site, or to it."""
        groups = [g for w in self.asked.wants if w.site == site for g in w.people]
        return any(g.walking or g.carried or g.children for g in groups)

    @property
    def limit_ms(self) -> int | None:
        """The moment before which everyone must be home; None where nothing limits it."""
        limits = [m for m in (self.dark_ms, self.asked.home_by_ms) if m is not None]
        return min(limits) if limits else None
