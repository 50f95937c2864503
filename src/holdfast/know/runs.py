"""What is known of each run: its reports in the order in which they happened, and its phase.

Laws. A team that is heard from outside is out, whether or not its departure has reached us, and
again so after it was said to be home: then, until a later return, those who were missing are out,
or, where nobody was, all of them. Everyone whom any departure names is out until a return names
them home. Consent is to the tasking that was known when it was given.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from holdfast import facts as f
from holdfast.base.clock import far_ahead
from holdfast.base.geo import Place
from holdfast.facts.said import Said, ahead_ms
from holdfast.know.course import Course
from holdfast.know.headcount import Gate, at_gate
from holdfast.know.order import heard_at_ms, in_order
from holdfast.know.state import State, remembered
from holdfast.know.walk import courses

__all__ = ["HEARD", "OUTSIDE", "Phase", "Story", "heard_at_ms", "stories", "story"]

Phase = Literal[
    "tasked", "ready", "outbound", "on_site", "returning", "home", "debriefed", "called_off"
]
OUTSIDE: frozenset[str] = frozenset({"outbound", "on_site", "returning"})

HEARD = (
    f.Departed, f.CheckedIn, f.Arrived, f.ContactReported, f.FoundReported, f.PeopleFound,
    f.CacheLaid, f.CacheLifted, f.LeftSite, f.TurnedBack, f.WaySwitched, f.HelpCalled, f.CameHome,
)  # fmt: skip
"""Reports by which a team is heard; they alone reset its clock."""
HEARD_KINDS = frozenset(HEARD)


@dataclass(frozen=True, slots=True)
class Story:
    """One run as it went so far.

    Attributes:
        tasked: the latest tasking; None when reports came before it (late links).
        reports: all words about the run, in the order in which they happened.
        consents: person -> said yes.
        crew: who is out: all whom a departure names, else as tasked.
        inside: who has come home.
        departed_ms: the first departure, else the first time they were heard from outside.
        heard_ms: last time the team was heard; `place` where it said it was, `place_ms` when.
        home_ms: the return by which they are home; those whom it did not name may follow. None
            while they are out.
        again: the word by which they are out though they were said to be home: the first heard from
            outside since, or the return that took somebody off; home: the return that it
            contradicts, or by which they are home. off: whom a later return took off.
        courses: how it went by each tasking that it was out with, the one that holds last.
        newest: of the words by which the team is heard, the one that came last; unwell: those that
            say that it is not well.
        certain_ms: the last time it was heard, by words of which it is known when they came and
            that are not dated too far ahead; uncertain: words of which nobody knows when they came.
    """

    run: str
    tasked: Said | None
    reports: tuple[Said, ...]
    phase: Phase
    consents: dict[str, bool]
    crew: tuple[str, ...]
    inside: tuple[str, ...]
    departed_ms: int | None
    heard_ms: int | None
    place: Place | None
    place_ms: int | None
    home_ms: int | None
    courses: tuple[Course, ...] = ()
    again: Said | None = None
    home: Said | None = None
    off: tuple[str, ...] = ()
    newest: Said | None = None
    unwell: tuple[Said, ...] = ()
    certain_ms: int | None = None
    uncertain: tuple[Said, ...] = ()
    at: dict[type[f.Fact], list[int]] = field(default_factory=dict, repr=False)
    """For each kind of report, where in `reports` it stands."""

    @property
    def outside(self) -> bool:
        """Whether the team is beyond the gate."""
        return self.phase in OUTSIDE

    @property
    def tasking(self) -> f.Tasking | None:
        """What the team was told, where the tasking has reached us."""
        fact = self.tasked.fact if self.tasked else None
        return fact.tasking if isinstance(fact, f.RunTasked) else None

    @property
    def course(self) -> Course | None:
        """How far it is with its tasking, where that has reached us."""
        return self.courses[-1] if self.courses else None

    @property
    def call(self) -> str:
        """The call sign, or the run's id where the tasking has not reached us."""
        fact = self.tasked.fact if self.tasked else None
        return fact.call if isinstance(fact, f.RunTasked) else self.run

    @property
    def left_behind(self) -> tuple[str, ...]:
        """Of a run that is home: who left with it, or was called missing, and is not home."""
        homes = [r.fact for r in self.all(f.CameHome)]
        if not homes:
            return ()
        gone = (p for home in homes if isinstance(home, f.CameHome) for p in home.missing)
        named = dict.fromkeys([*self.crew, *gone])
        return tuple(p for p in named if p not in self.inside)

    def last(self, *kinds: type[f.Fact]) -> Said | None:
        """The last report of these kinds."""
        found = [self.at[kind][-1] for kind in kinds if kind in self.at]
        return self.reports[max(found)] if found else None

    def all(self, *kinds: type[f.Fact]) -> list[Said]:
        """Every report of these kinds, in order."""
        found = sorted(i for kind in kinds for i in self.at.get(kind, ()))
        return [self.reports[i] for i in found]


def stories(state: State) -> dict[str, Story]:
    """Every run's story."""
    return {run: story(state, run) for run in state.runs}


def story(state: State, run: str) -> Story:
    """One run's story; of an unknown run, an empty one."""
    if run not in state.runs:
        return _tell(state, run)
    version = (len(state.runs[run]), run in state.debriefs)
    return remembered(state, ("story", run), version, lambda: _tell(state, run))


def _tell(state: State, run: str) -> Story:
    moments = in_order(state.runs.get(run, {}).values())
    reports = [report for _, report in moments]
    tasked = max(state.tasked.get(run, {}).values(), key=lambda r: r.stamp, default=None)
    at: dict[type[f.Fact], list[int]] = {}
    for i, report in enumerate(reports):
        at.setdefault(type(report.fact), []).append(i)
    departures = [reports[i] for i in at.get(f.Departed, ())]
    crew = _crew(departures, tasked)
    gate = at_gate(reports, crew) if f.CameHome in at else Gate()
    if f.CameHome in at:
        moments = [
            (ms, r) for ms, r in moments if not isinstance(r.fact, f.CameHome) or _holds(gate, r)
        ]
    answers = [reports[i] for i in at.get(f.ConsentSaid, ())]
    consents = _consents(state, run, answers, departures)
    heard = [r for r in reports if type(r.fact) in HEARD_KINDS and _heard(gate, r)]
    times = [heard_at_ms(r) for r in heard]
    placed = [r for r in heard if _says_where(r.fact)]
    place = placed[-1].fact.at if placed and isinstance(placed[-1].fact, f.Report) else None
    left = departures or [r for r in heard if not isinstance(r.fact, f.CameHome)]
    left = left or [r for r in (gate.home,) if r is not None and gate.off]
    departed_ms = heard_at_ms(left[0]) if left else None
    went = courses(moments, list(state.tasked.get(run, {}).values()), departed_ms)
    return Story(
        run=run,
        tasked=tasked,
        reports=tuple(reports),
        phase=_phase(
            [r for _, r in moments], gate, tasked, consents, went[-1:], run in state.debriefs
        ),
        consents=consents,
        crew=crew,
        inside=gate.inside,
        departed_ms=departed_ms,
        heard_ms=max(times, default=None),
        place=place.place if place else None,
        place_ms=heard_at_ms(placed[-1]) if placed else None,
        home_ms=heard_at_ms(gate.home) if gate.home and gate.again is None else None,
        courses=went,
        again=gate.again,
        home=gate.home,
        off=gate.off,
        newest=max(
            heard, key=lambda r: r.came.order if r.came else (heard_at_ms(r), 0), default=None
        ),
        unwell=tuple(r for r in heard if isinstance(r.fact, f.CheckedIn) and not r.fact.well),
        certain_ms=max(
            (
                heard_ms
                for heard_ms, r in zip(times, heard, strict=True)
                if r.came and not far_ahead(ahead_ms(r, 0), 0)
            ),
            default=None,
        ),
        uncertain=tuple(r for r in heard if r.came is None),
        at=at,
    )


def _says_where(fact: f.Fact) -> bool:
    """Whether a report tells a place; one that was filled in here is a guess of ours."""
    return isinstance(fact, f.Report) and fact.at is not None and fact.placed == "said"


def _consents(
    state: State, run: str, answers: list[Said], departures: list[Said]
) -> dict[str, bool]:
    """Who said yes or no to what they were told: a new tasking before departure asks anew."""
    left = min((d.stamp for d in departures), default=None)
    told = [s for s in state.tasked.get(run, {}) if left is None or s < left]
    since = max(told, default=None)
    return {
        r.fact.person: r.fact.yes
        for r in answers
        if isinstance(r.fact, f.ConsentSaid) and (since is None or r.stamp > since)
    }


def _last(reports: Iterable[Said], *kinds: type[f.Fact]) -> Said | None:
    return next((r for r in reversed(list(reports)) if isinstance(r.fact, kinds)), None)


def _crew(departures: list[Said], tasked: Said | None) -> tuple[str, ...]:
    named = [p for d in departures if isinstance(d.fact, f.Departed) for p in d.fact.crew]
    if named:
        return tuple(dict.fromkeys(named))
    if tasked and isinstance(tasked.fact, f.RunTasked):
        return tasked.fact.tasking.crew
    return ()


def _holds(gate: Gate, home: Said) -> bool:
    """Whether a return is the one by which they are home."""
    return gate.again is None and home is gate.home


def _heard(gate: Gate, said: Said) -> bool:
    """Whether a word is one of theirs that resets their clock: a return is none while somebody is
    out, who was not there."""
    return gate.again is None or not isinstance(said.fact, f.CameHome)


def _phase(
    reports: list[Said],
    gate: Gate,
    tasked: Said | None,
    consents: dict[str, bool],
    course: tuple[Course, ...],
    debriefed: bool,
) -> Phase:
    """1. Home is home. 2. Out: where they stand. 3. Not out: called off, ready or tasked."""
    kinds = {type(r.fact) for r in reports}
    if f.CameHome in kinds:
        return "debriefed" if debriefed else "home"
    if kinds & HEARD_KINDS or gate.again:
        return _phase_outside(course[0]) if course else _phase_untold(reports)
    if f.RunCalledOff in kinds:
        return "called_off"
    crew = _crew([], tasked)
    return "ready" if crew and all(consents.get(p) for p in crew) else "tasked"


def _phase_outside(course: Course) -> Phase:
    if course.standing:
        return "on_site"
    return "returning" if course.homeward else "outbound"


def _phase_untold(reports: list[Said]) -> Phase:
    """Of a run whose tasking has not reached us: what the team said last."""
    move = _last(reports, f.Arrived, f.LeftSite, f.TurnedBack)
    if move is None:
        return "outbound"
    return "on_site" if isinstance(move.fact, f.Arrived) else "returning"
