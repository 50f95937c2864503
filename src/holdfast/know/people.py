"""Who is where, who can go out, and what each person has borne this week.

Laws. Everyone is inside, outside, away, lost or dead, and is counted once. Who left and did not
come home is lost until somebody says otherwise. Who is out and on nobody's books is counted all the
same. Who was found and came in is inside until somebody says otherwise (know.brought_in).
"""

from collections import Counter
from dataclasses import dataclass

from holdfast import facts as f
from holdfast.base.clock import DAY_MS, HOUR_MS
from holdfast.facts.said import Said
from holdfast.know.bases import own_base
from holdfast.know.brought_in import brought_in, with_team
from holdfast.know.order import heard_at_ms, in_order
from holdfast.know.runs import Story, stories
from holdfast.know.settings import setting_ms
from holdfast.know.state import State

WEEK_MS = 7 * DAY_MS

GONE = ("lost", "dead")
ELSEWHERE = {"away": "away", "lost": "missing", "dead": ""}
"""Where those are who are neither inside nor with a run."""


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One person as the room sees them now.

    Attributes:
        state: ready, resting, in_care, away, lost, dead; outside while on a run.
        where: "inside", or the call sign of the run they are on; "missing", "away"; of the dead "".
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
    """The count of everyone: the count out must equal the count home plus the known losses.

    Attributes:
        on_books: registered here: inside, outside, away, lost and dead. People outside or lost who
            are on nobody's books come on top.
        inside: those in care and those who rest among them.
        others: people found, who are with our teams.
        brought_in: people found who came in, and are on nobody's books.
    """

    on_books: int
    inside: int
    outside: int
    no_contact: int
    in_care: int
    resting: int
    can_go: int
    lost: int
    others: int
    away: int = 0
    dead: int = 0
    brought_in: int = 0


def persons(state: State, now_ms: int) -> list[PersonLine]:
    """Everyone on the books, and whoever else is outside or missing, by name."""
    mine = _runs_of_each(state)
    lost = {p for s in stories(state).values() for p in missing(state, s)}
    strangers = {p for p in mine if _out_with(p, mine[p])} | lost
    everyone = dict.fromkeys([*state.people, *sorted(strangers)])
    lines = [_person_line(state, p, mine.get(p, []), p in lost, now_ms) for p in everyone]
    return sorted(lines, key=lambda p: (p.name, p.person))


def base_of(told: Story) -> str:
    """The base that tasked a run; empty where nobody did."""
    tasked = told.tasked.fact if told.tasked else None
    return tasked.base if isinstance(tasked, f.RunTasked) else ""


def _out_with(person: str, mine: list[Story]) -> Story | None:
    """The run with which a person is outside; of several, the one that left last."""
    out = [s for s in mine if s.outside and person not in s.inside]
    return max(out, key=lambda s: (s.departed_ms or 0, s.run), default=None)


def _runs_of_each(state: State) -> dict[str, list[Story]]:
    """Person -> the runs that they left with."""
    mine: dict[str, list[Story]] = {}
    for told in stories(state).values():
        if told.departed_ms is not None:
            for person in told.crew:
                mine.setdefault(person, []).append(told)
    return mine


def _known(state: State, person: str, mine: list[Story]) -> f.PersonRegistered:
    """What the books say of a person; of a stranger, what their run says."""
    said = state.people.get(person)
    if said and isinstance(said.fact, f.PersonRegistered):
        return said.fact
    base = next((base_of(s) for s in mine if s.tasked), "")
    return f.PersonRegistered(person=person, name=person, base=base)


def _person_line(
    state: State, person: str, mine: list[Story], lost: bool, now_ms: int
) -> PersonLine:
    known = _known(state, person, mine)
    out = _out_with(person, mine)
    readiness, until_ms, words = readiness_of(state, person, now_ms)
    if lost:
        readiness, until_ms, words = "lost", None, "did not come home"
    stands = readiness
    if out is not None and not _gone_since(state, person, out):
        stands = "outside"
    rest = None if stands in GONE else rest_until_ms(state, mine, now_ms)
    return PersonLine(
        person=person,
        name=known.name,
        base=known.base,
        skills=known.skills,
        carry_kg=known.carry_kg,
        pace=known.pace,
        state=stands,
        words=words,
        where=out.call if out else ELSEWHERE.get(stands, "inside"),
        run=out.run if out else None,
        can_go=out is None and readiness == "ready" and rest is None,
        hours_out_7d=sum(_out_ms(s, now_ms) for s in mine) / HOUR_MS,
        runs_7d=sum(_out_ms(s, now_ms) > 0 for s in mine),
        rest_until_ms=rest,
        until_ms=until_ms,
    )


def is_dead(state: State, person: str) -> bool:
    """Whether somebody was last said to be dead."""
    return readiness_of(state, person, 0)[0] == "dead"


def _gone_since(state: State, person: str, out: Story) -> bool:
    """Whether somebody was said to be lost or dead after they had left with a run."""
    said = state.readiness.get(person)
    if said is None or not isinstance(said.fact, f.ReadinessSaid) or said.fact.state not in GONE:
        return False
    return heard_at_ms(said) > (out.departed_ms or 0)


def living(state: State, base: str) -> int:
    """How many of those on the list of a base live."""
    return sum(
        isinstance(said.fact, f.PersonRegistered)
        and said.fact.base == base
        and not is_dead(state, person)
        for person, said in state.people.items()
    )


def fed(state: State, base: str) -> int:
    """Whom a base feeds and can list: its people who live, and those who were brought in."""
    return living(state, base) + sum(group.n for group in brought_in(state, base))


def readiness_of(state: State, person: str, now_ms: int) -> tuple[str, int | None, str]:
    """What was last said of a person's readiness; a state that has ended is ready again."""
    said = state.readiness.get(person)
    if said is None or not isinstance(said.fact, f.ReadinessSaid):
        return "ready", None, ""
    fact = said.fact
    if fact.until_ms is not None and fact.until_ms <= now_ms and fact.state in ("resting", "away"):
        return "ready", None, ""
    if fact.state == "lost" and _home_since(state, person, said):
        return "ready", None, ""
    return fact.state, fact.until_ms, fact.words


def _home_since(state: State, person: str, said: Said) -> bool:
    """Whether the gate counted somebody in after they were said to be lost."""
    inside = (told for told in stories(state).values() if person in told.inside)
    homes = (r for told in inside for r in told.all(f.CameHome))
    return any(r.stamp > said.stamp and person in getattr(r.fact, "home", ()) for r in homes)


def missing(state: State, story: Story) -> tuple[str, ...]:
    """Who left with a run, did not come home with it, and has not been accounted for since.

    A word on their readiness accounts for them, whatever it says, and so does a later run.
    """
    home = story.home
    if story.home_ms is None or home is None:
        return ()
    return tuple(p for p in story.left_behind if not _accounted(state, p, home, story.home_ms))


def _accounted(state: State, person: str, home: Said, since_ms: int) -> bool:
    said = state.readiness.get(person)
    if said is not None and (in_order([said, home])[-1][1] is said or is_dead(state, person)):
        return True
    return any(
        (person in s.crew and (s.departed_ms or 0) > since_ms)
        or (person in s.inside and (s.home_ms or 0) > since_ms)
        for s in stories(state).values()
    )


def _out_ms(story: Story, now_ms: int) -> int:
    """Time outside within the last seven days."""
    if story.departed_ms is None:
        return 0
    start = max(story.departed_ms, now_ms - WEEK_MS)
    end = now_ms if story.home_ms is None else min(story.home_ms, now_ms)
    return max(0, end - start)


def rest_until_ms(state: State, mine: list[Story], now_ms: int) -> int | None:
    """The end of the rest that a person is owed, or None."""
    homes = [min(s.home_ms, now_ms) for s in mine if s.home_ms is not None]
    until = max(homes) + setting_ms(state, "rest_owed") if homes else 0
    return until if until > now_ms else None


def roll(
    state: State, now_ms: int, overdue_runs: frozenset[str] = frozenset(), base: str | None = None
) -> Roll:
    """The head count now, of one base or of all together.

    Whoever is on nobody's books, and whose run is of no base that is known, counts here.

    Args:
        overdue_runs: those the board calls overdue.
    """
    here = own_base(state)
    own = here.base if here else ""

    def counts(of: str) -> bool:
        return base is None or base == (of if of in state.bases else own)

    lines = [p for p in persons(state, now_ms) if counts(p.base)]
    states = Counter(p.state for p in lines)
    outside = [s for s in stories(state).values() if s.outside and counts(base_of(s))]
    return Roll(
        on_books=sum(p.person in state.people for p in lines),
        inside=len(lines) - sum(states[gone] for gone in ("outside", "lost", "away", "dead")),
        outside=states["outside"],
        no_contact=sum(p.run in overdue_runs for p in lines),
        in_care=states["in_care"],
        resting=sum(p.state == "resting" or p.rest_until_ms is not None for p in lines),
        can_go=sum(p.can_go for p in lines),
        lost=states["lost"],
        others=sum(with_team(s) for s in outside),
        away=states["away"],
        dead=states["dead"],
        brought_in=sum(group.n for group in brought_in(state) if counts(group.base)),
    )


def runs_together(state: State, one: str, other: str) -> int:
    """How many runs two people have come home from together."""
    return sum(
        {one, other} <= set(s.crew) and s.home_ms is not None for s in stories(state).values()
    )
