"""An option changed by hand and checked again at once: a site dropped, people swapped, a road shut.

Laws. Nothing is refused for being worse: the change is worked out and its figures are told, with
the same last touches as an option gets, so that what differs is the change's own effect. What
breaks a rule or a limit is named in words, and then there is no option to choose. A run that is
out may be changed too, from where it is: without a stop left it comes straight home.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from holdfast import facts as f
from holdfast.plan.check.checker import faults
from holdfast.plan.crews.crew import Crew
from holdfast.plan.crews.duties import Duty
from holdfast.plan.crews.words import crew_of
from holdfast.plan.ground import Ground
from holdfast.plan.journeys.grid import Grid, Grids, grid
from holdfast.plan.journeys.journey import Journey, journey
from holdfast.plan.journeys.limits import forbids
from holdfast.plan.journeys.options import Option
from holdfast.plan.journeys.parties import Party, fleets
from holdfast.plan.journeys.sought import CONTACT_S, USUAL
from holdfast.plan.offer.finishing import varied
from holdfast.plan.offer.telling import clipped, told
from holdfast.plan.offer.ways_told import Fallbacks
from holdfast.plan.offer.why import musts_words, stay_words, who_goes
from holdfast.plan.problem import Closure, Problem, Target, Walker
from holdfast.plan.question.pose import EVERY_MODE

WAVES = "Waves follow one another and cannot be changed one by one: ask anew with other limits"


@dataclass(frozen=True, slots=True)
class Edit:
    """What is changed by hand.

    Attributes:
        drop: sites that are left out.
        swap: (who stays, who goes instead), person ids.
        avoid: (place, radius in metres) of roads that are not to be used.
    """

    drop: tuple[str, ...] = ()
    swap: tuple[tuple[str, str], ...] = ()
    avoid: tuple[tuple[f.Point, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Revised:
    """The changed option, or in words why there is none.

    Attributes:
        words: what the change does, beside the figures.
    """

    option: f.Offered | None
    faults: tuple[str, ...]
    words: tuple[str, ...]


def revise(problem: Problem, ground: Ground, option: f.Offered, edit: Edit) -> Revised:
    """An option as it is after a change.

    1. The question with the roads shut that are to be avoided. 2. Each team with its people
    swapped and its sites dropped. 3. Its ways at the price of danger that its old ones were chosen
    by, with a way home of its own. 4. What a rule, a limit or the checker has against it.

    Args:
        problem: the question that the option answers, posed again.
        ground: the roads made ready.
        option: as it was offered.
        edit: what is changed.
    """
    out = problem.begun is not None
    if problem.asked.objective == "evacuation" and not out:
        return Revised(None, (WAVES,), ())
    shut = tuple(Closure(at.place, radius_m, EVERY_MODE) for at, radius_m in edit.avoid)
    asked = replace(problem, closures=(*problem.closures, *shut))
    parties, wrong = _parties(asked, option, edit)
    wrong = [*_no_stops(asked, option, edit), *wrong]
    if wrong:
        return Revised(None, tuple(wrong), ())
    grids, none = _grids(asked, ground, parties)
    trips: list[Journey] = []
    for tasking, party in zip(option.taskings, parties, strict=True):
        stops = _stops(asked, tasking, edit)
        if not stops and not out:
            continue
        trip, why = _trip(asked, grids, tasking, party, stops)
        if trip is None:
            wrong += [*why, *none]
        else:
            trips.append(trip)
    if wrong or not trips:
        return Revised(None, tuple(wrong or ["No team has anywhere left to go"]), ())
    changed = Option(tuple(trips))
    return _checked(asked, ground, changed, option)


def _no_stops(problem: Problem, option: f.Offered, edit: Edit) -> list[str]:
    """Sites to be left out where the option does not stop anyway."""
    stops = {s.site for t in option.taskings for s in t.stops}
    names = {t.site: t.name for t in problem.targets}
    return [
        f"{option.letter} does not go to {names[site]} anyway" if site in names
        else f"No site '{site}' is in this plan"
        for site in dict.fromkeys(edit.drop) if site not in stops
    ]  # fmt: skip


def _parties(problem: Problem, option: f.Offered, edit: Edit) -> tuple[list[Party], list[str]]:
    """The teams with their people swapped, and what a rule has against them.

    A team that is out is who it is.
    """
    if problem.begun is not None:
        out = [f"{problem.begun.call} is out: nobody can go in place of another"]
        return list(fleets(problem)[0][0].parties), out if edit.swap else []
    free = {w.person: w for w in problem.walkers}
    instead = dict(edit.swap)
    wrong = [_why_not(problem, f"person:{new}") for _, new in edit.swap if new not in free]
    gone = {p for t in option.taskings for p in t.crew}
    wrong += [f"{_name(problem, old)} does not go with any team"
              for old, _ in edit.swap if old not in gone]  # fmt: skip
    wrong += [f"{free[new].name} goes already" for _, new in edit.swap
              if new in gone and new not in instead and new in free]  # fmt: skip
    parties = []
    for tasking in option.taskings if not wrong else ():
        people = [instead.get(p, p) for p in tasking.crew]
        missing = [p for p in people if p not in free]
        if missing:
            wrong += [_why_not(problem, f"person:{p}") for p in missing]
            continue
        crew = _crew(problem, [free[p] for p in people], tasking)
        carrier = next((c for c in problem.carriers if c.vehicle == tasking.vehicle), None)
        if tasking.vehicle and carrier is None:
            wrong.append(_why_not(problem, f"vehicle:{tasking.vehicle}"))
            continue
        base = (carrier.base if carrier else crew.people[0].base) or problem.base
        parties.append(Party(crew, carrier, base, base))
    return parties, wrong


def _why_not(problem: Problem, key: str) -> str:
    """Why a 'person:ID' or 'vehicle:ID' cannot go, in words that begin with the name."""
    name = problem.named.get(key)
    if name is None:
        return f"{key.partition(':')[2]} is not on the books"
    longer = tuple(f"{n} " for n in problem.named.values() if n.startswith(f"{name} "))
    reasons = (w for w in (*problem.cannot, *problem.unasked)
               if w.startswith(f"{name} ") and not w.startswith(longer))  # fmt: skip
    return next(reasons, f"{name} cannot go")


def _name(problem: Problem, person: str) -> str:
    """A person's name, or the id of somebody who is not on the books."""
    return problem.named.get(f"person:{person}", person)


def _crew(problem: Problem, people: Sequence[Walker], tasking: f.Tasking) -> Crew:
    """The people as a crew, with a word about each."""
    duty = Duty(key="", name="the team", mode=tasking.mode, carrier=tasking.vehicle)
    return crew_of(people, duty, problem.pairs, problem.asked.objective, 0.0)


def _grids(problem: Problem, ground: Ground, parties: Sequence[Party]) -> tuple[Grids, list[str]]:
    """The ways of the modes that the teams go by."""
    grids: Grids = {}
    none: list[str] = []
    for mode in sorted({p.mode for p in parties}):
        found, why = grid(problem, ground, mode, lambda _step, _part: None)
        none += why
        if found is not None:
            grids[mode] = found
    return grids, none


def _stops(problem: Problem, tasking: f.Tasking, edit: Edit) -> list[Target]:
    targets = {t.site: t for t in problem.targets}
    return [targets[s.site] for s in tasking.stops if s.site in targets and s.site not in edit.drop]


def _trip(
    problem: Problem, grids: Grids, tasking: f.Tasking, party: Party, stops: Sequence[Target]
) -> tuple[Journey | None, list[str]]:
    """The team's journey, or what forbids it."""
    if party.mode not in grids:
        return None, []
    here = grids[party.mode]
    trip = journey(problem, here, party, stops, _price(problem, here, tasking, party))
    if trip is None:
        return None, ["No way leads there and back any more, or a site closes before they come"]
    why = forbids(problem, trip)
    return (None, [why.words]) if why else (varied(problem, trip), [])


def _price(problem: Problem, here: Grid, tasking: f.Tasking, party: Party) -> float:
    """The seconds a contact by which the team's old ways were chosen, as near as can be told."""
    targets = {t.site: t for t in problem.targets}
    old = [targets[s.site] for s in tasking.stops if s.site in targets]
    span_s = (tasking.home_ms - tasking.depart_ms) / 1000
    off = []
    for contact_s in CONTACT_S:
        trip = journey(problem, here, party, old, contact_s)
        if trip is not None:
            trip = trip if forbids(problem, trip) else varied(problem, trip)
            by_time = abs((trip.home_ms - trip.depart_ms) / 1000 - span_s) / max(span_s, 1.0)
            by_hazard = abs(trip.hazard - tasking.hazard) / max(tasking.hazard, 1e-9)
            off.append((by_time + by_hazard, contact_s))
    return min(off)[1] if off else USUAL


def _stays(problem: Problem, changed: Option, before: f.Offered) -> tuple[str, ...]:
    """Who stays and why, without those who go now; of those who went, that it was by hand."""
    go = {w.person: w.name for trip in changed.journeys for w in trip.party.crew.people}
    kept = [w for w in before.stays if not w.startswith(tuple(f"{n} stays" for n in go.values()))]
    went = dict.fromkeys(p for t in before.taskings for p in t.crew if p not in go)
    return (*kept, *(f"{_name(problem, p)} stays: changed by hand." for p in went))


def _checked(problem: Problem, ground: Ground, changed: Option, before: f.Offered) -> Revised:
    """The option told and checked. Why it is chosen is for who changed it: beside no other it is
    neither the safest nor the quickest.
    """
    fallbacks, who = Fallbacks(problem), who_goes(problem, changed)
    offered = f.Offered(
        letter=before.letter,
        taskings=tuple(told(problem, trip, fallbacks) for trip in changed.journeys),
        value=changed.net,
        hazard=changed.hazard,
        p_home=changed.p_home,
        why=clipped(
            f"{before.letter} changed by hand: {who}."
            f"{musts_words(problem, changed)}{stay_words(problem, changed)}"
        ),
        stays=_stays(problem, changed, before),
    )
    wrong = faults(problem, ground.roads, changed, offered)
    if wrong:
        return Revised(None, tuple(wrong), ())
    return Revised(offered, (), ())
