"""Who is counted on and cannot go, and who was found and is nowhere."""

from collections.abc import Iterator

from holdfast import facts as f
from holdfast.base.grid import clock_words
from holdfast.know.bases import zone_here
from holdfast.know.brought_in import came_in, others, unaccounted
from holdfast.know.harm import unnamed
from holdfast.know.log import STATES
from holdfast.know.naming import person_name, vehicle_name
from holdfast.know.people import readiness_of
from holdfast.know.risk import contact_threat_id
from holdfast.know.runs import OUTSIDE, Story, heard_at_ms
from holdfast.know.state import State
from holdfast.run.alarm import Act, Alarm, alarm_id, run_page
from holdfast.run.board import Card

CANNOT = ("dead", "lost", "in_care", "away")
"""States in which nobody goes anywhere."""


def crew_alarms(state: State, card: Card, story: Story, now_ms: int) -> Iterator[Alarm]:
    """What one run needs a person for because of those who are with it."""
    yield from _cannot_go(state, card, story, now_ms)
    yield from _no_vehicle(state, card, story)
    yield from _harmed(state, card, story)
    yield from _forgotten(state, card, story)


def _cannot_go(state: State, card: Card, story: Story, now_ms: int) -> Iterator[Alarm]:
    """Somebody of a crew that waits or is out was said to be dead, lost, in care or away."""
    if card.phase not in ("tasked", "ready", *OUTSIDE):
        return
    crew = story.crew or (story.tasking.crew if story.tasking else ())
    for person in dict.fromkeys(p for p in crew if p not in story.inside):
        how, _, words = readiness_of(state, person, now_ms)
        said = state.readiness.get(person)
        if how not in CANNOT or said is None:
            continue
        out, name = card.phase in OUTSIDE, person_name(state, person)
        late = heard_at_ms(said) > (story.departed_ms or 0)
        what = f"{name} cannot go" if not out else f"{name} is said to be {STATES[how]}"
        with_them = "was out with them" if late else "left with them all the same"
        means = f"said to be {STATES[how]}" if not out else with_them
        again = Act("Plan again", href=f"/plan/{card.plan}" if card.plan else "/plan")
        yield Alarm(
            alarm=alarm_id("crew", card.run, person, how, "out" if out else "waits"),
            severity="critical" if out and how in ("dead", "lost") else "warning",
            icon="people",
            who=card.call,
            what=what,
            more=f"{name} {means}" + (f": {words}" if words else ""),
            since_ms=heard_at_ms(said),
            acts=(Act("Open the run", href=run_page(card)) if out else again,),
            run=card.run,
        )


def _no_vehicle(state: State, card: Card, story: Story) -> Iterator[Alarm]:
    """The vehicle of a run that waits was said to be unserviceable, away or lost; of one that is
    out, since it left."""
    vehicle = story.tasking.vehicle if story.tasking else None
    said = state.vehicle_readiness.get(vehicle or "")
    if said is None or card.phase not in ("tasked", "ready", *OUTSIDE):
        return
    fact, out = said.fact, card.phase in OUTSIDE
    if not isinstance(fact, f.VehicleReadinessSaid) or fact.state == "ready":
        return
    name = vehicle_name(state, fact.vehicle)
    before = out and heard_at_ms(said) <= (story.departed_ms or 0)
    means = "left with it all the same" if before else "counts on it"
    again = Act("Plan again", href=f"/plan/{card.plan}" if card.plan else "/plan")
    yield Alarm(
        alarm=alarm_id("vehicle", card.run, fact.vehicle, fact.state, "out" if out else "waits"),
        severity="critical" if out and not before else "warning",
        icon="truck",
        who=card.call,
        what=f"{name} is said to be {STATES[fact.state]}",
        more=f"{card.call} {means}" + (f": {fact.words}" if fact.words else ""),
        since_ms=heard_at_ms(said),
        acts=(Act("Open the run", href=run_page(card)) if out else again,),
        run=card.run,
    )


def _harmed(state: State, card: Card, story: Story) -> Iterator[Alarm]:
    """Contacts cost us somebody, and nobody has said whom: each of them asks for a name."""
    left = unnamed(state, story)
    zone = zone_here(state)
    for said in left:
        dead = getattr(said.fact, "harm", "") == "dead"
        contact = contact_threat_id(said)
        n = sum(getattr(other.fact, "harm", "") == ("dead" if dead else "hurt") for other in left)
        many = f"; {n} contacts ask" if n > 1 else ""
        yield Alarm(
            alarm=alarm_id("harmed", card.run, said.stamp.at_ms, said.stamp.seq),
            severity="warning",
            icon="people",
            who=card.call,
            what="Who is dead?" if dead else "Who is hurt?",
            more=f"The contact of {clock_words(said.happened_ms, zone)} cost somebody, and nobody "
            f"has said whom{many}",
            since_ms=heard_at_ms(said),
            acts=(
                Act("Say who", href="/people"),
                _answer(card.run, contact, "same", "The same person"),
                _answer(card.run, contact, "unknown", "Nobody can tell"),
                Act("I have it", fact={"kind": "alarm_seen", "alarm": alarm_id(
                    "harmed", card.run, said.stamp.at_ms, said.stamp.seq)}),
            ),
            run=card.run,
        )  # fmt: skip


def _answer(run: str, contact: str, answer: str, label: str) -> Act:
    """What answers a contact where no name does."""
    fact = {"kind": "harm_accounted", "run": run, "contact": contact, "answer": answer}
    return Act(label, fact=dict(fact))


def _forgotten(state: State, card: Card, story: Story) -> Iterator[Alarm]:
    """People whom the run found did not come in with it, and nobody has said where they are."""
    n = unaccounted(state, story)
    if not n or story.home_ms is None:
        return
    came = came_in(story)
    found = max(others(story), n + came)
    yield Alarm(
        alarm=alarm_id("found", card.run, n),
        severity="critical",
        icon="people",
        who=card.call,
        what=f"{n} of the {found} people found did not come in",
        more=f"{card.call} found {found}; {came or 'none'} came in with it. Where are the others?",
        since_ms=story.home_ms,
        acts=(Act("Say how many are inside", href=run_page(card, "brought-in")),),
        run=card.run,
    )
