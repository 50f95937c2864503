"""What the page of one plan shows: the option that is looked at, the one beside it, and how far.

Law. Options are shown as they are now; what is still at work is not the planner's last word.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from holdfast import facts as f
from holdfast.know.people import PersonLine
from holdfast.know.runs import OUTSIDE
from holdfast.know.sites import SiteLine
from holdfast.run.board import Card
from holdfast.web.charts import front as front_chart
from holdfast.web.charts.front import front
from holdfast.web.charts.svg import Chart
from holdfast.web.charts.teams import team_lanes
from holdfast.web.compare import Figure, Measures, figures, measured, names, sentences
from holdfast.web.desk import Desk, Plan
from holdfast.web.edits import next_letter
from holdfast.web.holding import Lapse
from holdfast.web.plans import progress
from holdfast.web.teams import Team, drawn, teams_of
from holdfast.web.working import Work

PERSON_DAYS, PEOPLE, LEARNS = (
    "person-days of need met", "people brought to safety", "person-days known better",
)  # fmt: skip
WORTH = {"rescue": PEOPLE, "evacuation": PEOPLE, "recon": LEARNS, "patrol": LEARNS}
"""What an option's value counts, where it is not person-days of need met (see plan.problem)."""


@dataclass(frozen=True)
class View:
    """One plan as its page shows it.

    Attributes:
        shown: the option that is looked at; other: the one beside it.
        work: how far it is, while it is being worked out or after it failed.
        editing: whether the form for changes by hand stands open.
        lapses: what no longer holds of each option, by its letter.
    """

    desk: Desk
    plan: Plan
    shown: f.Offered | None
    other: f.Offered | None
    work: dict[str, object] | None
    editing: bool
    lapses: Mapping[str, Lapse] = field(default_factory=dict)

    @property
    def options(self) -> tuple[f.Offered, ...]:
        """All options, in the planner's order."""
        return self.plan.offered.options if self.plan.offered else ()

    @property
    def infeasible(self) -> tuple[str, ...]:
        """What cannot be done, in words."""
        return self.plan.offered.infeasible if self.plan.offered else ()

    @property
    def final(self) -> bool:
        """Whether the options are the planner's last word."""
        return self.work is None and self.plan.offered is not None

    @property
    def may_choose(self) -> bool:
        """Whether an option may be chosen: it is final, and no run of one chosen stands.

        For a run that is out, once.
        """
        if self.plan.asked.run is None:
            return self.final and not self._standing
        out = self.out is not None and self.out.phase in OUTSIDE
        return self.final and out and not self.plan.chosen

    @property
    def _standing(self) -> bool:
        """Whether a run of an option that was chosen has not been called off."""
        over = {c.run for c in self.desk.cards if c.phase == "called_off"}
        return any(run not in over for *_, runs in self.plan.chosen for run in runs)

    def lapse(self, option: f.Offered) -> Lapse:
        """What no longer holds of an option."""
        return self.lapses.get(option.letter, Lapse())

    @property
    def where(self) -> str:
        """The sites of the question, the first few by name."""
        return names([self.desk.site(site) for site in self.plan.asked.sites])

    @property
    def out(self) -> Card | None:
        """The run that this was asked about anew, while it is known here."""
        return next((c for c in self.desk.cards if c.run == self.plan.asked.run), None)

    @property
    def no_chance(self) -> str:
        """Why no chance of coming home is told of the team that is out; empty where one is."""
        return self.out.p_home_why if self.out else ""

    @property
    def call(self) -> str:
        """What the run is called that this was asked about anew; empty for a new run."""
        return self.out.call if self.out else (self.plan.asked.run or "")

    @cached_property
    def teams(self) -> tuple[Team, ...]:
        """The teams of the option that is looked at."""
        return teams_of(self.shown)

    def name(self, team: Team) -> str:
        """'Team 2: Pickup, 3 people'."""
        told = team.tasking
        n = len(told.crew)
        who = f"{self.desk.vehicle(told.vehicle)}, {n} {'person' if n == 1 else 'people'}"
        return who if team.alone else f"Team {team.n}: {who}"

    def measured(self, option: f.Offered) -> Measures:
        """The figures of an option over all its teams."""
        return measured(option, self.desk)

    @property
    def worth(self) -> str:
        """What the value of an option counts: 'person-days of need met'."""
        return WORTH.get(self.plan.asked.objective, PERSON_DAYS)

    @property
    def unit(self) -> str:
        """The same in a word: 'person-days'."""
        return self.worth.split()[0]

    def fronts(self) -> tuple[Chart, Chart]:
        """Value against danger, for a desk and for a phone."""
        at = (self.options, self.shown.letter if self.shown else "",
              self.other.letter if self.other else "")  # fmt: skip
        return self._counted(front(*at)), self._counted(front(*at, width=front_chart.NARROW))

    def _counted(self, chart: Chart) -> Chart:
        """The chart in this plan's own unit; it is drawn in person-days of need met."""
        both = ((PERSON_DAYS, self.worth), (PERSON_DAYS.capitalize(), self.worth.capitalize()))
        picture, table = chart.picture, chart.table
        for said, meant in both:
            picture, table = picture.replace(said, meant), table.replace(said, meant)
        return Chart(picture, table)

    def lanes(self) -> Chart:
        """The day of every team that is looked at, of both options where there are two."""
        rows = []
        for option in (self.shown, self.other):
            before = f"{option.letter}, " if option and self.other else ""
            rows += [(self._lane_name(team, before), team) for team in teams_of(option)]
        return team_lanes(rows, self.desk.zone)

    def _lane_name(self, team: Team, before: str) -> str:
        name = self.name(team)
        return f"{before}{name[0].lower()}{name[1:]}" if before else name

    @property
    def most(self) -> float:
        """What the scale of danger must reach, so that all teams are read on one."""
        return max((km for t in self.teams for _, w in t.ways for km in w.hazard_by_km), default=0)

    @property
    def differences(self) -> tuple[str, ...]:
        """How the two options differ, in words."""
        both = self.shown is not None and self.other is not None
        return sentences(self.shown, self.other, self.desk, self.unit) if both else ()  # type: ignore[arg-type]

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The figures of both options."""
        both = self.shown is not None and self.other is not None
        how = self.desk, self.unit, bool(self.no_chance)
        return figures(self.shown, self.other, *how) if both else ()  # type: ignore[arg-type]

    @property
    def stays(self) -> tuple[str, ...]:
        """Why the others stay at home."""
        return self.shown.stays if self.shown else ()

    @property
    def may_go(self) -> tuple[PersonLine, ...]:
        """Who could go in somebody's place."""
        going = {p for team in self.teams for p in team.tasking.crew}
        return tuple(p for p in self.desk.persons if p.can_go and p.person not in going)

    @property
    def next_letter(self) -> str:
        """The letter under which a change would be kept."""
        return (next_letter(self.plan.offered) if self.plan.offered else None) or ""

    def stage(self) -> dict[str, Any]:
        """What the planner said of each option, for the rehearsal to be read beside it."""
        return {
            "unit": self.unit,
            "call": self.call,
            "options": [self._staged(o) for o in self.options],
        }

    def _staged(self, option: f.Offered) -> dict[str, Any]:
        m = self.measured(option)
        darks = [t.dark_ms for t in option.taskings if t.dark_ms is not None]
        return {
            "letter": option.letter,
            "why": option.why,
            "p_home": option.p_home,
            "value": option.value,
            "teams": m.n_teams,
            "turn_ms": m.turn_ms,
            "home_ms": m.home_ms,
            "dark_ms": min(darks, default=None),
        }

    def map(self) -> dict[str, Any]:
        """What the map shows of the options, as GeoJSON."""
        sites, both = self.desk.sites, self.other is not None
        letters = [option.letter if option else "" for option in (self.shown, self.other)]
        asked = set(self.plan.asked.sites)
        return {
            "letters": letters,
            "shown": drawn(self.shown, sites, letters[0] if both else ""),
            "other": drawn(self.other, sites, letters[1]) if both else None,
            "asked": [[s.place.lon, s.place.lat] for s in sites if s.site in asked],
            "final": self.final,
        }


def look(
    desk: Desk,
    plan: Plan,
    work: Work | None = None,
    letter: str | None = None,
    beside: str | None = None,
    editing: bool = False,
) -> View:
    """The plan with the option that is wanted, else the chosen one, else the first that goes."""
    options = {o.letter: o for o in plan.offered.options} if plan.offered else {}
    chosen = options.get(plan.chosen[-1][0]) if plan.chosen else None
    going = next((o for o in options.values() if o.taskings), None)
    first = next(iter(options.values()), None)
    shown = options.get(letter or "") or chosen or going or first
    other = options.get(beside or "")
    if shown is not None and other is not None and other.letter == shown.letter:
        other = None
    how_far = progress(work.interim, work) if work else None
    return View(desk, plan, shown, other, how_far, editing and not plan.chosen)


def at_work(desk: Desk, work: Work) -> tuple[Desk, Plan]:
    """The plan as far as it is, and the desk with the places that it will make into sites."""
    made = tuple(
        SiteLine(s.site, s.name, "", s.at.place, s.what, s.words, "", (), "", work.asked_ms, "")
        for s in work.made
    )
    plan = Plan(work.plan, work.asked, work.asked_ms, work.interim, None)
    return replace(desk, sites=desk.sites + made), plan
