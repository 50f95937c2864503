"""Why an option: how it differs from the one before it, in a sentence that a person can check.

Law. Each part of the sentence is a figure of the two options, and is left out where it would not be
noticed.
"""

from collections.abc import Sequence

from holdfast.base.grid import clock_words, span_words
from holdfast.plan.journeys.journey import Journey
from holdfast.plan.journeys.options import Option
from holdfast.plan.offer.left_behind import left_words, not_gone_to
from holdfast.plan.offer.mission_words import (
    MOST_NAMED,
    evacuation_words,
    listed,
    put_off,
    some_named,
)
from holdfast.plan.problem import Problem

UNIT = {"rescue": "people", "evacuation": "people"}
"""What value is counted in by objective; person-days otherwise."""


def why_words(problem: Problem, option: Option, chosen: Sequence[Option]) -> str:
    """How an option differs from the safest one, and which musts it leaves out."""
    safest, start = chosen[0], who_goes(problem, option)
    end = f"{musts_words(problem, option)}{stay_words(problem, option)}"
    if option is safest:
        return f"{start}: of these, all home is likeliest.{end}"
    parts = [
        *_place_words(problem, option, safest),
        *_value_words(problem, option, safest),
        *_cost_words(option, safest),
    ]
    return f"{start}: {', '.join(parts)}.{end}"


def who_goes(problem: Problem, option: Option) -> str:
    """'2 with White truck to the depot and the clinic; 3 on foot to the mill'."""
    if problem.asked.objective == "evacuation" and problem.begun is None:
        return evacuation_words(problem, option)
    return "; ".join(_team_words(problem, j) for j in option.journeys)


def musts_words(problem: Problem, option: Option) -> str:
    """A sentence more where an option leaves out what must be visited; else empty."""
    names = [t.name for t in problem.targets if t.must and t.site not in option.sites]
    return f" It leaves out {some_named(names)}, which must be visited." if names else ""


def stay_words(problem: Problem, option: Option) -> str:
    """A sentence more for each site at which somebody who waits is left behind; else empty."""
    trips = option.journeys
    left = left_words(problem, trips)
    more = [f"So do others at {len(left) - MOST_NAMED} more sites"] if left[MOST_NAMED:] else []
    said = [*left[:MOST_NAMED], *more, *not_gone_to(problem, trips)]
    return "".join(f" {words}." for words in said)


def _team_words(problem: Problem, trip: Journey) -> str:
    """'2 with White truck to the depot and the clinic'."""
    party = trip.party
    who = f"{len(party.crew.people)} " + (
        f"with {party.carrier.name}" if party.carrier else "on foot"
    )
    names = [v.target.name for v in trip.visits]
    home = next((h.name for h in problem.homes if h.base == party.base), party.base)
    if not names:
        return f"{who} straight home to {home}"
    leaves = clock_words(trip.depart_ms, problem.zone) if put_off(problem, trip) else ""
    return f"{who} to {some_named(names)}" + (f", leaving at {leaves}" if leaves else "")


def _place_words(problem: Problem, option: Option, safest: Option) -> list[str]:
    """Where it goes too, and where it does not."""
    names = {t.site: t.name for t in problem.targets}
    if len(names) < 2:
        return []
    words = []
    for verb, more in (
        ("also reaches", option.sites - safest.sites), ("leaves out", safest.sites - option.sites),
    ):  # fmt: skip
        named = [names[site] for site in names if site in more]
        if len(named) > MOST_NAMED:
            words.append(f"{verb} {len(named)} sites")
        elif named:
            words.append(f"{verb} {listed(named)}")
    return words


def _value_words(problem: Problem, option: Option, safest: Option) -> list[str]:
    """What it brings more or less, counted only if they come home."""
    more = option.net - safest.net
    if abs(more) < 0.05 or abs(more) <= 0.02 * max(option.net, safest.net):
        return []
    unit = UNIT.get(problem.asked.objective, "person-days")
    amount = f"{abs(more):,.1f}" if abs(more) < 10 else f"{abs(more):,.0f}"
    return [f"brings {amount} {unit} {'more' if more > 0 else 'less'}"]


def _cost_words(option: Option, safest: Option) -> list[str]:
    """When it is home, what it burns, and what it costs of the chance that all come home."""
    words = []
    minutes = round((option.home_ms - safest.home_ms) / 60_000)
    if abs(minutes) >= 1:
        span = f"{abs(minutes)} min" if abs(minutes) <= 90 else span_words(minutes * 60_000)
        words.append(f"home {span} {'later' if minutes > 0 else 'sooner'}")
    litres = option.fuel_l - safest.fuel_l
    if abs(litres) >= 0.05:
        none = "needs no fuel" if option.fuel_l == 0 else f"burns {-litres:.1f} L less"
        words.append(f"burns {litres:.1f} L more" if litres > 0 else none)
    points = (safest.p_home - option.p_home) * 100
    words.append(
        f"all home {points:.1f} points less likely" if points >= 0.05 else "as safe within 0.1 %"
    )
    return words
