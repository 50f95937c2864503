"""Who is where, who can go out, and what each person has borne this week."""

from collections import Counter
from dataclasses import dataclass

from holdfast import facts as f
from holdfast.base.clock import DAY_MS, HOUR_MS
from holdfast.know.runs import Story, stories
from holdfast.know.state import State

WEEK_MS = 7 * DAY_MS
REST_OWED_H = 10.0
"""Hours of rest owed after a run before the next (assumed; a base may rule otherwise)."""


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One person as the room sees them now.

    Attributes:
        state: ready, resting, in_care, away, lost; outside while on a run.
        where: "inside", or the call sign of the run they are on.
        can_go: ready, inside and rested.
        hours_out_7d, runs_7d: time outside and runs in the last seven days.
        rest_until_ms: end of the rest owed after the last run, None when none is owed.
    """

    person: str
    name: str
    base: str
    skills: tuple[str, ...]
    carry_kg: float
    pace: float
    state: str
    words: str
    where: str
    run: str | None
    can_go: bool
    hours_out_7d: float
    runs_7d: int
    rest_until_ms: int | None
    until_ms: int | None


@dataclass(frozen=True, slots=True)
class Roll:
    """The count of everyone: the count out must equal the count home plus the known losses."""

    on_books: int
    inside: int
    outside: int
    no_contact: int
    in_care: int
    resting: int
    can_go: int
    lost: int
    others: int


def persons(state: State, now_ms: int) -> list[PersonLine]:
    """Everyone on the books, by name."""
    told = stories(state)
    lines = [_person_line(state, person, told, now_ms) for person in state.people]
    return sorted(lines, key=lambda p: (p.name, p.person))


def _person_line(state: State, person: str, told: dict[str, Story], now_ms: int) -> PersonLine:
    known = state.people[person].fact
    assert isinstance(known, f.PersonRegistered)  # noqa: S101  # what this register holds
    mine = [s for s in told.values() if person in s.crew and s.departed_ms is not None]
    out = next((s for s in mine if s.outside), None)
    readiness, until_ms, words = _readiness(state, person, now_ms)
    if out is None and any(_missing(s, person) for s in mine) and readiness == "ready":
        readiness, words = "lost", "did not come home"
    rest = rest_until_ms(mine, now_ms)
    return PersonLine(
        person=person,
        name=known.name,
        base=known.base,
        skills=known.skills,
        carry_kg=known.carry_kg,
        pace=known.pace,
        state="outside" if out else readiness,
        words=words,
        where=out.call if out else "inside",
        run=out.run if out else None,
        can_go=out is None and readiness == "ready" and rest is None,
        hours_out_7d=sum(_out_ms(s, now_ms) for s in mine) / HOUR_MS,
        runs_7d=sum(_out_ms(s, now_ms) > 0 for s in mine),
        rest_until_ms=rest,
        until_ms=until_ms,
    )


def _readiness(state: State, person: str, now_ms: int) -> tuple[str, int | None, str]:
    """What was last said of a person's readiness; a state that has ended is ready again."""
    said = state.readiness.get(person)
    if said is None or not isinstance(said.fact, f.ReadinessSaid):
        return "ready", None, ""
    fact = said.fact
    if fact.until_ms is not None and fact.until_ms <= now_ms and fact.state in ("resting", "away"):
        return "ready", None, ""
    return fact.state, fact.until_ms, fact.words


def _missing(story: Story, person: str) -> bool:
    """Whether a run came home without this person and nobody has accounted for them since."""
    home = story.last(f.CameHome)
    return home is not None and person not in getattr(home.fact, "home", ())


def _out_ms(story: Story, now_ms: int) -> int:
    """Time outside within the last seven days."""
    if story.departed_ms is None:
        return 0
    start = max(story.departed_ms, now_ms - WEEK_MS)
    end = story.home_ms if story.home_ms is not None else now_ms
    return max(0, end - start)


def rest_until_ms(mine: list[Story], now_ms: int) -> int | None:
    """The end of the rest that a person is owed, or None."""
    homes = [s.home_ms for s in mine if s.home_ms is not None]
    until = max(homes) + round(REST_OWED_H * HOUR_MS) if homes else 0
    return until if until > now_ms else None


def roll(state: State, now_ms: int, overdue_runs: frozenset[str] = frozenset()) -> Roll:
    """The head count now; `overdue_runs` are those the board calls overdue."""
    lines = persons(state, now_ms)
    states = Counter(p.state for p in lines)
    outside = [s for s in stories(state).values() if s.outside]
    return Roll(
        on_books=len(lines),
        inside=len(lines) - states["outside"] - states["lost"] - states["away"],
        outside=states["outside"],
        no_contact=sum(p.run in overdue_runs for p in lines),
        in_care=states["in_care"],
        resting=sum(p.state == "resting" or p.rest_until_ms is not None for p in lines),
        can_go=sum(p.can_go for p in lines),
        lost=states["lost"],
        others=sum(others(s) for s in outside),
    )


def others(story: Story) -> int:
    """People found on a run, for whom we are responsible."""
    return sum(
        r.fact.walking + r.fact.carried for r in story.reports if isinstance(r.fact, f.PeopleFound)
    )


def runs_together(state: State, one: str, other: str) -> int:
    """How many runs two people have come home from together."""
    return sum(
        {one, other} <= set(s.crew) and s.home_ms is not None for s in stories(state).values()
    )
