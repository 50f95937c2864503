"""Two options side by side: how they differ in words first, then the figures of both.

Laws. What is said of two options is said from the second one's side: what it gains on the first,
and what that costs. Differences below what anybody could act on are not said.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from holdfast import facts as f
from holdfast.base.clock import MINUTE_MS
from holdfast.base.grid import clock_words, span_words
from holdfast.web.desk import Desk
from holdfast.web.teams import teams_of
from holdfast.web.words import amount, chance, km

LEAST_POINTS = 0.05
"""Percentage points of all-home below which two options are equally safe (assumed)."""
LEAST_VALUE = 0.05
"""Person-days below which two options bring the same (assumed)."""
NAMED = 3
"""More names than these are counted instead (assumed)."""
NONE = "\N{EN DASH}"


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table; `change` is empty where both are the same."""

    name: str
    one: str
    other: str
    change: str


@dataclass(frozen=True, slots=True)
class Measures:
    """What there is to compare in an option, over all its teams; times are None if none leaves."""

    sites: tuple[str, ...]
    people: tuple[str, ...]
    carriers: tuple[str, ...]
    n_teams: int
    depart_ms: int | None
    turn_ms: int | None
    home_ms: int | None
    spare_ms: int | None
    load_kg: float
    fuel_l: float
    way_m: float
    worst: tuple[int, float] | None


def measured(option: f.Offered, desk: Desk) -> Measures:
    """The measures of one option."""
    teams = teams_of(option)
    tasked = [team.tasking for team in teams]
    worst = max(teams, key=lambda team: team.tasking.hazard, default=None)
    return Measures(
        sites=tuple(dict.fromkeys(desk.site(s.site) for t in tasked for s in t.stops)),
        people=tuple(dict.fromkeys(desk.person(p) for t in tasked for p in t.crew)),
        carriers=tuple(desk.vehicle(t.vehicle) for t in tasked),
        n_teams=len(teams),
        depart_ms=min((t.depart_ms for t in tasked), default=None),
        turn_ms=min((t.turn_ms for t in tasked), default=None),
        home_ms=max((t.home_ms for t in tasked), default=None),
        spare_ms=min((t.dark_ms - t.home_ms for t in tasked if t.dark_ms is not None),
                     default=None),
        load_kg=sum(t.load_kg for t in tasked),
        fuel_l=sum(t.fuel_l for t in tasked),
        way_m=sum(team.way_m for team in teams),
        worst=(worst.n, worst.tasking.hazard) if worst else None,
    )  # fmt: skip


def sentences(
    one: f.Offered, other: f.Offered, desk: Desk, counted: str = "person-days"
) -> tuple[str, ...]:
    """How the other option differs from the one: the gain and its price first, then who and how.

    `counted` is the unit of their value.
    """
    a, b = measured(one, desk), measured(other, desk)
    return (_lead(one, other, a, b, counted), *_who(one.letter, other.letter, a, b),
            *_how(one.letter, other.letter, a, b))  # fmt: skip


def _lead(one: f.Offered, other: f.Offered, a: Measures, b: Measures, counted: str) -> str:
    """'C reaches the clinic too; costs 0.6 points of all-home and 40 min.'"""
    gains, costs = _site_words(a, b)
    for gain, text in _value_words(other.value - one.value, counted):
        (gains if gain else costs).append(text)
    for gain, text in _home_words((other.p_home - one.p_home) * 100):
        (gains if gain else costs).append(text)
    for gain, text in _time_words(a, b):
        (gains if gain else costs).append(text)
    for gain, text in _number_words(len(b.people) - len(a.people)):
        (gains if gain else costs).append(text)
    letter = other.letter
    if not gains and not costs:
        return f"{letter} and {one.letter} do not differ in what is counted here."
    if not gains:
        return f"{letter} gains nothing on {one.letter}; costs {listed(costs)}."
    if not costs:
        return f"{letter} {listed(gains)}; costs nothing that is counted here."
    return f"{letter} {listed(gains)}; costs {listed(costs)}."


def _site_words(a: Measures, b: Measures) -> tuple[list[str], list[str]]:
    more = [s for s in b.sites if s not in a.sites]
    fewer = [s for s in a.sites if s not in b.sites]
    gains = [f"reaches {names(more)}{'' if fewer else ' too'}"] if more else []
    return gains, [f"the visit to {names(fewer)}"] if fewer else []


def _value_words(more: float, counted: str) -> list[tuple[bool, str]]:
    if abs(more) < LEAST_VALUE:
        return []
    much = f"{amount(abs(more))} {counted}"
    return [(True, f"brings {much} more")] if more > 0 else [(False, much)]


def _home_words(points: float) -> list[tuple[bool, str]]:
    if abs(points) < LEAST_POINTS:
        return []
    words = f"{abs(points):.1f} points of all-home"
    return [(True, f"is safer by {words}")] if points > 0 else [(False, words)]


def _time_words(a: Measures, b: Measures) -> list[tuple[bool, str]]:
    if a.home_ms is None or b.home_ms is None or abs(late := b.home_ms - a.home_ms) < MINUTE_MS:
        return []
    return (
        [(False, span_words(late))] if late > 0 else [(True, f"is home {span_words(late)} sooner")]
    )


def _number_words(more: int) -> list[tuple[bool, str]]:
    if not more:
        return []
    people = f"{abs(more)} {'person' if abs(more) == 1 else 'people'}"
    if more > 0:
        return [(False, f"{abs(more)} more {'person' if more == 1 else 'people'} outside")]
    return [(True, f"keeps {people} more at home")]


def _who(one: str, other: str, a: Measures, b: Measures) -> list[str]:
    """Who goes in one and stays in the other."""
    if not a.people or not b.people:
        return []
    said = []
    for goes, stays, those in (
        (other, one, [p for p in b.people if p not in a.people]),
        (one, other, [p for p in a.people if p not in b.people]),
    ):
        if those:
            verbs = ("goes", "stays") if len(those) == 1 else ("go", "stay")
            said.append(f"{names(those)} {verbs[0]} in {goes} and {verbs[1]} in {stays}.")
    return said


def _how(one: str, other: str, a: Measures, b: Measures) -> list[str]:
    """How they go, and how much daylight is left when the last are home."""
    said = []
    if a.carriers and b.carriers and sorted(a.carriers) != sorted(b.carriers):
        said.append(f"{one} goes by {_carriers(a)}; {other} by {_carriers(b)}.")
    if a.spare_ms is not None and b.spare_ms is not None and a.spare_ms != b.spare_ms:
        spare = _spare(a.spare_ms), _spare(b.spare_ms)
        said.append(f"The last of {one} are home {spare[0]}, those of {other} {spare[1]}.")
    return said


def _carriers(m: Measures) -> str:
    counted = {name: m.carriers.count(name) for name in m.carriers}
    return listed([_lower(name) if n == 1 else f"{_lower(name)} ({n} teams)"
                   for name, n in counted.items()])  # fmt: skip


def _lower(name: str) -> str:
    return "foot" if name == "On foot" else name


def _spare(ms: int) -> str:
    return f"{span_words(ms)} {'before' if ms >= 0 else 'after'} last light"


def figures(
    one: f.Offered,
    other: f.Offered,
    desk: Desk,
    counted: str = "person-days",
    no_chance: bool = False,
) -> tuple[Figure, ...]:
    """The figures of both, line by line; where no chance of coming home is told, without it."""
    a, b = measured(one, desk), measured(other, desk)

    def t(ms: int | None) -> str:
        return clock_words(ms, desk.zone)

    def line(name: str, x: str, y: str, change: str = "") -> Figure:
        return Figure(name, x, y, "" if x == y else change)

    points = f"{(other.p_home - one.p_home) * 100:+.1f} points"
    home = (
        () if no_chance else (line("All home", chance(one.p_home), chance(other.p_home), points),)
    )
    return (
        *home,
        line(f"Value, {counted}", amount(one.value), amount(other.value),
             f"{other.value - one.value:+,.1f}"),
        line("Expected harmful contacts", f"{one.hazard:.3f}", f"{other.hazard:.3f}",
             f"{other.hazard - one.hazard:+.3f}"),
        line("In one team at most", _worst(a), _worst(b)),
        line("Teams", str(a.n_teams), str(b.n_teams), f"{b.n_teams - a.n_teams:+d}"),
        line("People outside", str(len(a.people)), str(len(b.people)),
             f"{len(b.people) - len(a.people):+d}"),
        line("Sites", str(len(a.sites)), str(len(b.sites)), f"{len(b.sites) - len(a.sites):+d}"),
        line("First leaves", t(a.depart_ms), t(b.depart_ms), _later(a.depart_ms, b.depart_ms)),
        line("First turns back by", t(a.turn_ms), t(b.turn_ms), _later(a.turn_ms, b.turn_ms)),
        line("Last home", t(a.home_ms), t(b.home_ms), _later(a.home_ms, b.home_ms)),
        line("Load", amount(a.load_kg, "kg"), amount(b.load_kg, "kg"),
             f"{b.load_kg - a.load_kg:+,.0f} kg"),
        line("Fuel", amount(a.fuel_l, "L"), amount(b.fuel_l, "L"),
             f"{b.fuel_l - a.fuel_l:+,.1f} L"),
        line("Way", km(a.way_m), km(b.way_m), f"{(b.way_m - a.way_m) / 1000:+,.1f} km"),
    )  # fmt: skip


def _worst(m: Measures) -> str:
    if m.worst is None:
        return NONE
    return f"{m.worst[1]:.3f}" if m.n_teams == 1 else f"{m.worst[1]:.3f} (team {m.worst[0]})"


def _later(a: int | None, b: int | None) -> str:
    if a is None or b is None:
        return ""
    return f"{span_words(b - a)} {'later' if b > a else 'sooner'}"


def names(those: Sequence[str]) -> str:
    """'Clinic and Depot', or '5 sites: Clinic, Depot, Mill and 2 more' beyond NAMED."""
    if len(those) <= NAMED + 1:
        return listed(those)
    return f"{', '.join(those[:NAMED])} and {len(those) - NAMED} more"


def listed(those: Iterable[str]) -> str:
    """'a', 'a and b', 'a, b and c'."""
    all_of_them = list(those)
    if len(all_of_them) < 2:
        return "".join(all_of_them)
    return f"{', '.join(all_of_them[:-1])} and {all_of_them[-1]}"
