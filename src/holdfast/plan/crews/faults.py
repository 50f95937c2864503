"""What is wrong with a crew put together by hand, in words.

Law. No fault is found in a crew that an assignment made, and one in every crew that it might not
have made.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from holdfast.plan.crews.crew import Crew
from holdfast.plan.crews.duties import SLACK_KG, Duty
from holdfast.plan.crews.words import names
from holdfast.plan.problem import Carrier, Pair, Walker

NOBODY: Mapping[str, str] = {}


def swapped(crew: Crew, out: str, in_: Walker) -> tuple[Walker, ...]:
    """The people of a crew with one of them changed for another."""
    return tuple(in_ if w.person == out else w for w in crew.people)


def crew_faults(
    people: Sequence[Walker], duty: Duty, pairs: Sequence[Pair], *,
    carrier: Carrier | None = None, cannot: Mapping[str, str] = NOBODY,
    elsewhere: Mapping[str, str] = NOBODY, known: Mapping[str, str] = NOBODY,
) -> list[str]:  # fmt: skip
    """Why these people may not go on the duty; nothing where they may.

    1. Each of them: cannot go, goes elsewhere, is kept off. 2. How many, and the vehicle. 3. Lead,
    driver and skills, load. 4. Who must and must not go together.

    Args:
        people, duty, pairs: the crew, what it is to do, and the rules.
        carrier: its vehicle, None on foot.
        cannot: in words why people cannot go ("is owed rest until 18:00"), by person.
        elsewhere: the names of other duties that people go on, by person.
        known: names of people who are not in the crew, by person.
    """
    return [
        *_each(people, duty, cannot, elsewhere),
        *_by_hand(people, duty, known),
        *_room(people, duty, carrier),
        *_skills(people, duty),
        *_rules(people, pairs, known),
    ]


def _each(
    people: Sequence[Walker], duty: Duty, cannot: Mapping[str, str], elsewhere: Mapping[str, str]
) -> Iterator[str]:
    for person, n in Counter(w.person for w in people).items():
        walker = next(w for w in people if w.person == person)
        if n > 1:
            yield f"{walker.name} is in the crew twice."
        if person in cannot:
            yield f"{walker.name} {cannot[person]}."
        if person in elsewhere:
            yield f"{walker.name} goes on {elsewhere[person]}."
        if person in duty.barred:
            yield f"{walker.name} is kept off {duty.name} by hand."
        if walker.pace < duty.pace:
            yield f"{walker.name} is too slow for the times of {duty.name}."
        if duty.base and walker.base not in ("", duty.base):
            yield f"{walker.name} lives at another base than {duty.name} leaves from."


def _by_hand(people: Sequence[Walker], duty: Duty, known: Mapping[str, str]) -> Iterator[str]:
    for person in sorted(duty.fixed - {w.person for w in people}):
        yield f"{known.get(person, person)} was put on {duty.name} by hand and is not in the crew."


def _room(people: Sequence[Walker], duty: Duty, carrier: Carrier | None) -> Iterator[str]:
    n = len(people)
    if n < duty.least:
        yield f"{duty.name} needs a crew of {duty.least}, and this is {n}: nobody goes alone."
    if n > duty.most:
        yield f"{duty.name} takes a crew of at most {duty.most}, and this is {n}."
    if duty.mode == "foot":
        if carrier is not None:
            yield f"{duty.name} goes on foot, without {carrier.name}."
        return
    if carrier is None:
        yield f"{duty.name} has no vehicle."
    elif carrier.mode != duty.mode or duty.carrier not in (None, carrier.vehicle):
        yield f"{carrier.name} is not the vehicle that {duty.name} wants."
    elif duty.base and carrier.base not in ("", duty.base):
        yield f"{carrier.name} belongs to another base than {duty.name} leaves from."
    elif n > carrier.seats - duty.seats_kept:
        kept = f" with {duty.seats_kept} kept free" if duty.seats_kept else ""
        yield f"{carrier.name} has {carrier.seats} seats{kept}, too few for {n}."


def _skills(people: Sequence[Walker], duty: Duty) -> Iterator[str]:
    have = {s for w in people for s in w.skills}
    who = f"none of {names(people)}" if people else "nobody"
    if "lead" not in have:
        yield f"{duty.name} has no lead: {who} may lead."
    if "driver" in duty.asks and "driver" not in have:
        yield f"{duty.name} has no driver: {who} drives."
    for skill in sorted(duty.needs - have - {"lead", "driver"}):
        yield f"{duty.name} needs the skill {skill}: {who} has it."
    kg = sum(w.carry_kg - duty.gear_kg for w in people)
    if duty.mode == "foot" and 0 < duty.carry_kg - SLACK_KG > kg:
        yield f"Together they carry {kg:.0f} kg, and {duty.name} needs {duty.carry_kg:.0f} kg."


def _rules(
    people: Sequence[Walker], pairs: Sequence[Pair], known: Mapping[str, str]
) -> Iterator[str]:
    name = {w.person: w.name for w in people}
    for pair in pairs:
        here = [p for p in (pair.one, pair.other) if p in name]
        if pair.rule == "must_not" and len(here) == 2:
            yield f"{name[pair.one]} must not go with {name[pair.other]}."
        if pair.rule == "must" and len(here) == 1:
            absent = pair.other if here[0] == pair.one else pair.one
            yield f"{name[here[0]]} must go with {known.get(absent, absent)}, who is not there."
