"""Who and what can go: people and vehicles that are free, and in words why the others are not.

Law. Who said no to a run is free for every other errand, and is not asked again for the same one.
"""

from collections.abc import Mapping, Sequence

from holdfast import facts as f
from holdfast.base.clock import DAY_MS
from holdfast.base.grid import clock_words
from holdfast.know.naming import people_apart, vehicles_apart
from holdfast.know.people import PersonLine, persons, runs_together
from holdfast.know.runs import Story, stories
from holdfast.know.state import State
from holdfast.know.vehicles import VehicleLine, vehicles
from holdfast.plan.problem import Carrier, Pair, Walker

ELSEWHERE = "lives at another base"
NOT_LEFT = ("tasked", "ready", "called_off")
NOBODY: Mapping[str, str] = {}


def walkers(
    state: State,
    asked: f.PlanAsked,
    now_ms: int,
    zone: str,
    out: tuple[Walker, ...] = (),
    said_no: Mapping[str, str] = NOBODY,
) -> tuple[tuple[Walker, ...], tuple[str, ...]]:
    """Who can go, and in words why the others cannot.

    Args:
        out: who is out already on the run that is planned anew.
        said_no: people who are not asked again, with the call sign of the run they declined.
    """
    tasked = _tasked_people(state, asked)
    going: list[Walker] = []
    cannot: list[str] = []
    names = people_apart(state)
    for line in persons(state, max(now_ms, asked.depart_ms)):
        why = _why_not(line, asked, tasked, zone)
        if not why and line.person in said_no:
            why = f"said no to {said_no[line.person]}"
        if why:
            cannot.append(f"{names.get(line.person, line.name)} {why}")
        else:
            going.append(_walker(line, names))
    parted = _parted(state, going, {w.person for w in out})
    cannot += parted.values()
    return tuple(w for w in going if w.person not in parted), tuple(cannot)


def declined(state: State, asked: f.PlanAsked) -> dict[str, str]:
    """Who said no to a run of the same plan, or to one on the same errand that has not left: for
    the same at one of these sites, within a day of this departure (assumed). Their run, by person.
    """
    runs = {
        r for s in state.chosen.get(asked.plan, {}).values()
        if isinstance(s.fact, f.PlanChosen) for r in s.fact.runs
    }  # fmt: skip
    return {
        person: told.call
        for told in stories(state).values()
        if told.run in runs or _same_errand(told, asked)
        for person, yes in told.consents.items()
        if not yes
    }


def _same_errand(told: Story, asked: f.PlanAsked) -> bool:
    """Whether a run that has not left was to do what is asked now."""
    run = told.tasked.fact if told.tasked else None
    if not isinstance(run, f.RunTasked) or told.phase not in NOT_LEFT:
        return False
    near = abs(run.tasking.depart_ms - asked.depart_ms) <= DAY_MS
    there = any(stop.site in asked.sites for stop in run.tasking.stops)
    return (run.base, run.objective) == (asked.base, asked.objective) and near and there


def unasked(
    state: State, asked: f.PlanAsked, going: Sequence[Walker], cannot: Sequence[str]
) -> tuple[str, ...]:
    """Of the words why people cannot go, those about people of other bases that the question does
    not touch: none where other bases were asked for, or nobody else can go.
    """
    if asked.bases or not going:
        return ()
    names = people_apart(state)
    far = {
        f"{names.get(line.person, line.name)} {ELSEWHERE}"
        for line in persons(state, 0)
        if line.base != asked.base
    }
    return tuple(words for words in cannot if words in far)


def names_of(state: State) -> dict[str, str]:
    """Names by 'person:ID' and 'vehicle:ID', of all who are on the books; no two alike."""
    people = {f"person:{p}": name for p, name in people_apart(state).items()}
    return people | {f"vehicle:{v}": name for v, name in vehicles_apart(state).items()}


def _parted(state: State, going: list[Walker], out: set[str]) -> dict[str, str]:
    """Who must go with somebody who cannot go, and so cannot either; why, by person."""
    must = [s.fact for s in state.pairs.values() if isinstance(s.fact, f.PairNoted)]
    bound = [(p.one, p.other) for p in must if p.rule == "must"]
    bound += [(other, one) for one, other in bound]
    names = {line.person: line.name for line in persons(state, 0)} | people_apart(state)
    parted: dict[str, str] = {}
    there = {w.person: w.name for w in going}
    while True:
        left = there.keys() - parted.keys() | out
        more = {
            one: f"{there[one]} goes only with {names.get(other, other)}, who cannot go"
            for one, other in bound
            if one in there and one in left and other not in left
        }
        if not more:
            return parted
        parted |= more


def _walker(line: PersonLine, names: Mapping[str, str]) -> Walker:
    return Walker(
        line.person,
        names.get(line.person, line.name),
        frozenset(line.skills),
        line.carry_kg,
        line.pace,
        line.hours_out_7d,
        line.base,
    )


def out_with(state: State, told: Story, now_ms: int) -> tuple[Walker, ...]:
    """The people of a run that is out, its lead first."""
    crew = told.crew or (told.tasking.crew if told.tasking else ())
    lead = told.tasking.lead if told.tasking else ""
    lines = [line for line in persons(state, now_ms) if line.person in crew]
    names = people_apart(state)
    return tuple(_walker(line, names) for line in sorted(lines, key=lambda p: p.person != lead))


def driven_by(state: State, vehicle: str | None, now_ms: int) -> Carrier | None:
    """The vehicle of a run that is out; None where it goes on foot."""
    line = next((v for v in vehicles(state, now_ms) if v.vehicle == vehicle), None)
    return _carrier(line, "", vehicles_apart(state)) if line else None


def _tasked_people(state: State, asked: f.PlanAsked) -> dict[str, str]:
    """Who is on another run that is still to go and has not declined it, by call sign."""
    return {
        person: s.call
        for s in _to_go(state, asked)
        for person in s.crew
        if s.consents.get(person, True)
    }


def _tasked_vehicles(state: State, asked: f.PlanAsked) -> dict[str, str]:
    """Vehicles of other runs that are still to go, by call sign."""
    return {
        s.tasking.vehicle: s.call for s in _to_go(state, asked) if s.tasking and s.tasking.vehicle
    }


def _booked_l(state: State, vehicle: str, asked: f.PlanAsked) -> float:
    """What runs that are still to go with a vehicle, and home before this one leaves, will burn."""
    before = (
        s.tasking for s in stories(state).values()
        if s.phase in ("tasked", "ready") and s.tasking and s.tasking.vehicle == vehicle
    )  # fmt: skip
    return sum(task.fuel_l for task in before if task.home_ms <= asked.depart_ms)


def _to_go(state: State, asked: f.PlanAsked) -> list[Story]:
    """Runs that are still to go and will not be home when this one leaves."""
    return [
        s
        for s in stories(state).values()
        if s.phase in ("tasked", "ready")
        and s.tasking is not None
        and s.tasking.home_ms > asked.depart_ms
    ]


def _why_not(line: PersonLine, asked: f.PlanAsked, tasked: dict[str, str], zone: str) -> str:
    if line.person in asked.stays:
        return "must stay, by order"
    if line.base not in (asked.base, *asked.bases):
        return ELSEWHERE
    if line.run is not None:
        return f"is out with {line.where}"
    if line.person in tasked:
        return f"goes with {tasked[line.person]}"
    if line.state != "ready":
        return f"is {line.state.replace('_', ' ')}" + (f": {line.words}" if line.words else "")
    if line.rest_until_ms is not None and line.person not in asked.despite_rest:
        return f"is owed rest until {clock_words(line.rest_until_ms, zone)}"
    return ""


def carriers(state: State, asked: f.PlanAsked) -> tuple[tuple[Carrier, ...], tuple[str, ...]]:
    """Which vehicles can go, and in words why the others cannot."""
    tasked = _tasked_vehicles(state, asked)
    going: list[Carrier] = []
    cannot: list[str] = []
    names = vehicles_apart(state)
    for line in vehicles(state):
        name = names.get(line.vehicle, line.name)
        known = state.vehicles[line.vehicle].fact
        if line.state != "ready":
            cannot.append(f"{name} is {line.state}" + (f": {line.words}" if line.words else ""))
        elif not isinstance(known, f.VehicleRegistered):
            continue
        elif known.base not in (asked.base, *asked.bases):
            cannot.append(f"{name} belongs to another base")
        elif line.vehicle in tasked:
            cannot.append(f"{name} goes with {tasked[line.vehicle]}")
        else:
            going.append(_carrier(line, known.base, names, _booked_l(state, line.vehicle, asked)))
    return tuple(going), tuple(cannot)


def _carrier(
    line: VehicleLine, base: str, names: Mapping[str, str], booked_l: float = 0.0
) -> Carrier:
    return Carrier(
        vehicle=line.vehicle,
        name=names.get(line.vehicle, line.name),
        mode=line.mode,
        seats=line.seats,
        load_kg=line.load_kg,
        load_m3=line.load_m3,
        fuel_l=None if line.fuel_l is None else max(0.0, line.fuel_l - booked_l),
        use_l_per_100km=line.use_l_per_100km,
        stretchers=line.stretchers,
        base=base,
        reckoned=line.fuel_l is not None and (line.used_l > 0 or booked_l > 0),
    )


def pairs_among(state: State, people_free: tuple[Walker, ...]) -> tuple[Pair, ...]:
    """Rules about two people who can both go, and pairs that have come home together."""
    found = []
    people = [w.person for w in people_free]
    for i, one in enumerate(people):
        for other in people[i + 1 :]:
            said = state.pairs.get("|".join(sorted((one, other))))
            rule = said.fact.rule if said and isinstance(said.fact, f.PairNoted) else "none"
            runs = runs_together(state, one, other) if state.runs else 0
            if rule != "none" or runs:
                found.append(Pair(one, other, rule, runs))
    return tuple(found)
