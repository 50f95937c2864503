"""The planner's question, cut loose from the State so that it can travel to another process.

`pose` says who and what can go, where to, under what light, threats and limits; nothing in a
Problem changes afterwards, and no planner looks at anything else.
"""

from collections.abc import Sequence
from dataclasses import replace

from holdfast import facts as f
from holdfast.base.clock import DAY_MS
from holdfast.base.errors import Refused
from holdfast.base.geo import Place, distance_m
from holdfast.facts.words import Mode
from holdfast.know.brought_in import with_team
from holdfast.know.hazard import EDGE, Field
from holdfast.know.picture import open_closures
from holdfast.know.risk import ThreatLine, field, threats
from holdfast.know.runs import Story, story
from holdfast.know.sites import sites
from holdfast.know.state import State
from holdfast.know.stock import item_named
from holdfast.plan.daylight import first_light_ms, is_dark, last_light_ms
from holdfast.plan.problem import Begun, Closure, Home, Problem, Target
from holdfast.plan.question.hands import (
    carriers,
    declined,
    driven_by,
    names_of,
    out_with,
    pairs_among,
    unasked,
    walkers,
)
from holdfast.plan.question.targets import knowing, target

LOOK_AHEAD_MS = 7 * DAY_MS
"""How far ahead a departure may be planned (assumed)."""
FEARED = 0.1
"""A threat that is believed less is not named (assumed)."""
EVERY_MODE: tuple[Mode, ...] = ("foot", "car", "truck")


def pose(
    state: State, asked: f.PlanAsked, now_ms: int, where: Place | None = None
) -> Problem:  # fmt: skip
    """Cut the planner's question out of what is known now.

    Args:
        state: what is believed.
        asked: the question.
        now_ms: the time.
        where: of a run that is out and is asked about anew, where its team is believed to be.

    Raises:
        Refused: the base or a site is not known, no site is named, or the times are nonsense.
    """
    base = _base(state, asked.base)
    _times(asked, now_ms)
    begun = _begun(state, asked, where)
    here = base.at.place
    dark_ms, first_light = _light(here, asked, base.zone, is_out=begun is not None)
    lines = {s.site: s for s in sites(state, asked.depart_ms)}
    feared = threats(state, asked.depart_ms)
    danger = field(state, asked.depart_ms)
    out = begun.walkers if begun else ()
    no = declined(state, asked)
    free, cannot = walkers(state, asked, now_ms, base.zone, out, no)
    far = unasked(state, asked, free, cannot)
    driven, stuck = carriers(state, asked)
    wanted = tuple(
        _met(_window(target(state, asked, lines, feared, site)), danger, feared)
        for site in asked.sites
    )
    return Problem(
        asked=asked,
        now_ms=now_ms,
        zone=base.zone,
        base=asked.base,
        home=here,
        targets=wanted,
        walkers=knowing(free, wanted),
        carriers=driven,
        # A run that is out is who it is.
        cannot=() if begun else (*(w for w in cannot if w not in far), *stuck),
        unasked=far,
        named=names_of(state),
        pairs=pairs_among(state, (*free, *out)),
        danger=danger,
        dangers=tuple(f"{t.name} ({t.grade}, {t.belief:.0%})" for t in feared if t.belief > FEARED),
        closures=(
            *(
                Closure(s.fact.at.place, s.fact.radius_m, s.fact.modes)
                for _, s in open_closures(state)
            ),
            *(Closure(a.at.place, a.radius_m, EVERY_MODE) for a in asked.avoid),
        ),
        dark_ms=dark_ms,
        first_light_ms=first_light,
        extraction=tuple((s.site, s.place) for s in lines.values() if s.what == "extraction"),
        homes=tuple(_home(_base(state, b)) for b in (asked.base, *asked.bases)),
        begun=begun,
    )


def _base(state: State, base: str) -> f.BaseFounded:
    said = state.bases.get(base)
    if said is None or not isinstance(said.fact, f.BaseFounded):
        raise Refused(f"No base '{base}' is known here.")
    return said.fact


def _home(base: f.BaseFounded) -> Home:
    return Home(base.base, base.name, base.at.place)


def _met(target: Target, danger: Field, feared: Sequence[ThreatLine]) -> Target:
    """The site with what is met in a visit, and in each hour of waiting there; and of whom."""
    per_h = danger.site(target.place, 1.0)
    near = [
        t.name
        for t in feared
        if t.belief > FEARED and distance_m(t.place, target.place) < EDGE * max(t.radius_m, 1.0)
    ]
    return replace(target, hazard=per_h * target.stay_h, hazard_per_h=per_h, threats=tuple(near))


def _times(asked: f.PlanAsked, now_ms: int) -> None:
    if asked.depart_ms < now_ms - 5 * 60_000:
        raise Refused("The departure lies in the past: choose a time from now on.")
    if asked.depart_ms > now_ms + LOOK_AHEAD_MS:
        raise Refused(
            "The departure lies more than seven days ahead: belief will not hold so long."
        )
    if asked.home_by_ms is not None and asked.home_by_ms <= asked.depart_ms:
        raise Refused("The run would have to be home before it leaves.")
    if not asked.sites and asked.run is None:
        raise Refused("Name at least one site to go to.")
    if len(set(asked.sites)) < len(asked.sites):
        raise Refused("The same site is named twice.")
    if asked.base in asked.sites:
        raise Refused("The base itself cannot be where to go.")


def _window(target: Target) -> Target:
    """The site, where the window in which its visit must begin is one.

    Raises:
        Refused: it closes before it opens.
    """
    opens_ms, closes_ms = target.opens_ms, target.closes_ms
    if opens_ms is not None and closes_ms is not None and closes_ms < opens_ms:
        raise Refused(
            f"The visit to {target.name} could not begin before it must have begun: "
            "its latest time lies before its earliest."
        )
    return target


def _light(
    here: Place, asked: f.PlanAsked, zone: str, *, is_out: bool
) -> tuple[int | None, int | None]:
    """The last light that limits the run, and the first light to wait for where it is dark.

    Who is out in the dark is out in the dark: no light limits their way home.
    """
    if asked.night:
        return None, None
    if is_dark(here, asked.depart_ms):
        first_ms = first_light_ms(here, asked.depart_ms, zone)
        return (None, None) if is_out else (asked.depart_ms, first_ms)
    return last_light_ms(here, asked.depart_ms, zone), None


def _begun(state: State, asked: f.PlanAsked, where: Place | None) -> Begun | None:
    """The run that is out, with what it carries; it keeps its people and its vehicle.

    Raises:
        Refused: it is not out, or nobody knows where it is.
    """
    if asked.run is None:
        return None
    told = story(state, asked.run)
    tasking = told.tasking
    if tasking is None or not told.outside:
        raise Refused(f"{told.call} is not out: ask for a plan as usual.")
    if where is None:
        raise Refused(f"Nobody knows where {told.call} is: wait for its next report.")
    return Begun(
        run=asked.run,
        call=told.call,
        place=where,
        walkers=out_with(state, told, asked.depart_ms),
        carrier=driven_by(state, tasking.vehicle, asked.depart_ms),
        kg=_carried_kg(state, told),
        people=with_team(told),
    )


def _carried_kg(state: State, told: Story) -> float:
    """What the team has taken so far, by what it reported."""
    kg = 0.0
    for said in told.all(f.FoundReported):
        for amount in getattr(said.fact, "taken", ()):
            known = item_named(state, amount.item)
            kg += amount.n * (known.kg if known else 0.0)
    return kg
