"""What is known of each run: its reports in the order in which they happened, and its phase."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from holdfast import facts as f
from holdfast.base.geo import Place
from holdfast.facts.said import Said
from holdfast.know.state import State

Phase = Literal[
    "tasked", "ready", "outbound", "on_site", "returning", "home", "debriefed", "called_off"
]
OUTSIDE: frozenset[str] = frozenset({"outbound", "on_site", "returning"})

HEARD = (
    f.Departed, f.CheckedIn, f.Arrived, f.ContactReported, f.FoundReported, f.PeopleFound,
    f.CacheLaid, f.CacheLifted, f.LeftSite, f.TurnedBack, f.WaySwitched, f.HelpCalled, f.CameHome,
)  # fmt: skip
"""Reports by which a team is heard; they alone reset its clock."""


@dataclass(frozen=True, slots=True)
class Story:
    """One run as it went so far.

    Attributes:
        tasked: the latest tasking; None when reports came before it (late links).
        reports: all words about the run, in the order in which they happened.
        consents: person -> said yes.
        crew: who is out: as departed, else as tasked.
        heard_ms: last time the team was heard; `place` where it said it was, `place_ms` when.
    """

    run: str
    tasked: Said | None
    reports: tuple[Said, ...]
    phase: Phase
    consents: dict[str, bool]
    crew: tuple[str, ...]
    departed_ms: int | None
    heard_ms: int | None
    place: Place | None
    place_ms: int | None
    home_ms: int | None

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
    def call(self) -> str:
        """The call sign, or the run's id where the tasking has not reached us."""
        fact = self.tasked.fact if self.tasked else None
        return fact.call if isinstance(fact, f.RunTasked) else self.run

    def last(self, *kinds: type[f.Fact]) -> Said | None:
        """The last report of these kinds."""
        return next((r for r in reversed(self.reports) if isinstance(r.fact, kinds)), None)

    def all(self, *kinds: type[f.Fact]) -> list[Said]:
        """Every report of these kinds, in order."""
        return [r for r in self.reports if isinstance(r.fact, kinds)]


def heard_at_ms(said: Said) -> int:
    """When a report counts as heard: when it happened, but never after it was said."""
    return min(said.happened_ms, said.stamp.at_ms)


def stories(state: State) -> dict[str, Story]:
    """Every run's story."""
    return {run: story(state, run) for run in state.runs}


def story(state: State, run: str) -> Story:
    """One run's story; of an unknown run, an empty one."""
    reports = sorted(state.runs.get(run, {}).values(), key=lambda r: (heard_at_ms(r), r.stamp))
    tasked = max(state.tasked.get(run, {}).values(), key=lambda r: r.stamp, default=None)
    consents = {r.fact.person: r.fact.yes for r in reports if isinstance(r.fact, f.ConsentSaid)}
    departed = _last(reports, f.Departed)
    home = _last(reports, f.CameHome)
    heard = [r for r in reports if isinstance(r.fact, HEARD)]
    placed = [r for r in heard if isinstance(r.fact, f.Report) and r.fact.at is not None]
    place = placed[-1].fact.at if placed and isinstance(placed[-1].fact, f.Report) else None
    return Story(
        run=run,
        tasked=tasked,
        reports=tuple(reports),
        phase=_phase(reports, tasked, consents, run in state.debriefs),
        consents=consents,
        crew=_crew(departed, tasked),
        departed_ms=heard_at_ms(departed) if departed else None,
        heard_ms=heard_at_ms(heard[-1]) if heard else None,
        place=place.place if place else None,
        place_ms=heard_at_ms(placed[-1]) if placed else None,
        home_ms=heard_at_ms(home) if home else None,
    )


def _last(reports: Iterable[Said], *kinds: type[f.Fact]) -> Said | None:
    return next((r for r in reversed(list(reports)) if isinstance(r.fact, kinds)), None)


def _crew(departed: Said | None, tasked: Said | None) -> tuple[str, ...]:
    if departed and isinstance(departed.fact, f.Departed):
        return departed.fact.crew
    if tasked and isinstance(tasked.fact, f.RunTasked):
        return tasked.fact.tasking.crew
    return ()


def _phase(
    reports: list[Said], tasked: Said | None, consents: dict[str, bool], debriefed: bool
) -> Phase:
    """1. Home is home. 2. Out: what the team said last. 3. Not out: called off, ready or tasked."""
    if _last(reports, f.CameHome):
        return "debriefed" if debriefed else "home"
    if _last(reports, f.Departed):
        return _phase_outside(reports, tasked)
    if _last(reports, f.RunCalledOff):
        return "called_off"
    crew = _crew(None, tasked)
    return "ready" if crew and all(consents.get(p) for p in crew) else "tasked"


def _phase_outside(reports: list[Said], tasked: Said | None) -> Phase:
    move = _last(reports, f.Departed, f.Arrived, f.LeftSite, f.TurnedBack)
    if move is None or isinstance(move.fact, f.Departed):
        return "outbound"
    if isinstance(move.fact, f.Arrived):
        return "on_site"
    if isinstance(move.fact, f.LeftSite) and tasked and isinstance(tasked.fact, f.RunTasked):
        left = {r.fact.site for r in reports if isinstance(r.fact, f.LeftSite)}
        if any(stop.site not in left for stop in tasked.fact.tasking.stops):
            return "outbound"
    return "returning"
