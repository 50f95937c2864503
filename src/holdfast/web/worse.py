"""What has become worse on ways that were told: roads closed since, and danger that has risen.

Law. Danger is that of the very lines, by what is believed now; their ends, off the road, are
walked. A danger that has fallen, or risen by less than anybody should be stopped for, is no news.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import exp

from holdfast import facts as f
from holdfast.base.clock import HOUR_MS
from holdfast.base.geo import Place, nearest_m, unpack_line
from holdfast.know.hazard import Field, km_by_threat, lines_hazard
from holdfast.know.naming import site_name
from holdfast.know.picture import open_closures
from holdfast.know.risk import ThreatLine, field, threats
from holdfast.know.state import State
from holdfast.web.words import chance

RISE, RISE_PART = 0.002, 0.1
"""Expected harmful contacts, and their part, by which a danger has risen materially (assumed)."""
LIMIT_PART = 0.01
"""A limit is passed when it is passed by more than this part, the checker's own tolerance."""


def ground_of(state: State, asked: f.PlanAsked, at_ms: int) -> "Ground":
    """Roads and danger for the options of a question, as believed at a moment."""
    offered = state.offered.get(asked.plan)
    shut = [said for _, said in open_closures(state)]
    return Ground(
        state,
        asked,
        field(state, at_ms),
        tuple(t for t in threats(state, at_ms) if t.belief > 0),
        tuple(s.fact for s in shut if offered is None or s.stamp > offered.stamp),
    )


@dataclass(frozen=True, slots=True)
class Ground:
    """What ways are held against.

    Attributes:
        shut: roads that were closed since the options were offered.
    """

    state: State
    asked: f.PlanAsked
    danger: Field
    feared: tuple[ThreatLine, ...]
    shut: tuple[f.RoadClosed, ...]

    def worse(self, option: f.Offered) -> tuple[str, ...]:
        """What has become worse for an option's teams, and for all of them together."""
        alone = len(option.taskings) == 1
        words, hazard = list[str](), 0.0
        for i, told in enumerate(option.taskings):
            name = "The team" if alone else f"Team {i + 1}"
            words += [f"{name}: {w}" for w in dict.fromkeys(self._closed(told))]
            now = self._hazard(told)
            words += [f"{name}: {w}" for w in self._risen(told, now)]
            hazard += now
        return *words, *self._together(option, hazard)

    def _hazard(self, told: f.Tasking) -> float:
        """Expected harmful contacts of a team by what is believed now, on its ways and at stops."""
        lines = _lines(told)
        stays = (
            self.danger.site(line[-1], (stop.leave_ms - stop.arrive_ms) / HOUR_MS)
            for stop, line in zip(told.stops, lines, strict=False)
        )
        return met(self.danger, lines, told.mode) + sum(stays)

    def _risen(self, told: f.Tasking, now: float) -> Iterator[str]:
        """A team's danger, where it has risen or passes the limit to any one person."""
        above = passes(self.asked.greatest_hazard, told.hazard, now)
        if above or rises(told.hazard, now):
            limit = f", above the limit of {self.asked.greatest_hazard:.3f}" if above else ""
            yield (
                f"it was worked out with {told.hazard:.3f} expected harmful contacts; by what is "
                f"believed now they are {now:.3f}{limit}{self._most_of(_lines(told))}."
            )

    def _together(self, option: f.Offered, now: float) -> Iterator[str]:
        """The danger to all, where it has risen or passes its limit."""
        above = passes(self.asked.greatest_overall, option.hazard, now)
        if above or rises(option.hazard, now):
            limit = "; that is more danger than was allowed for all together" if above else ""
            before, after = chance(option.p_home), chance(exp(-now))
            yield f"All home: {before} when it was worked out, {after} now{limit}."

    def _most_of(self, lines: list[list[Place]]) -> str:
        """Which threat most of it comes from."""
        whole = [place for line in lines for place in line]  # each begins where the last one ends
        _, inside = km_by_threat(whole, self.feared)
        by = zip(inside.sum(axis=0), self.feared, strict=True)
        most, worst = max(
            ((float(km) * t.belief * t.per_km, t) for km, t in by),
            key=lambda one: one[0],
            default=(0.0, None),
        )
        return f", most of it by {worst.name} ({worst.grade})" if worst and most > 0 else ""

    def _closed(self, told: f.Tasking) -> Iterator[str]:
        """Ways of a team on which a road was closed since."""
        for shut in (s for s in self.shut if told.mode in s.modes):
            because = f": {shut.words.rstrip('.')}" if shut.words else ""
            for way in told.ways:
                if nearest_m(shut.at.place, unpack_line(way.line)) <= shut.radius_m:
                    start, goal = (self._end(end) for end in (way.start, way.goal))
                    yield f"a road from {start} to {goal} was closed since{because}."

    def _end(self, end: str) -> str:
        return "where it was" if end == "here" else site_name(self.state, end)


def met(danger: Field, lines: list[list[Place]], mode: str) -> float:
    """Expected harmful contacts on told ways."""
    by_road = [line[1:-1] for line in lines]
    by_foot = [end for x in lines for end in ((x[:2], x[-2:]) if len(x) > 2 else (x,))]
    return sum(lines_hazard(danger, by_road, mode)) + sum(lines_hazard(danger, by_foot, "foot"))


def _lines(told: f.Tasking) -> list[list[Place]]:
    """The ways that a team means to go, in their order."""
    return [unpack_line(w.line) for w in told.ways if w.role != "fallback"]


def passes(limit: float | None, before: float, now: float) -> bool:
    """Whether a hazard that was within a limit, or nearly, lies above it now."""
    return limit is not None and now > max(limit * (1 + LIMIT_PART), before)


def rises(before: float, now: float) -> bool:
    """Whether a hazard has risen by more than anybody should overlook."""
    return now - before > max(RISE, RISE_PART * before)
