"""What is said while planning: asked, offered, chosen."""

from holdfast.facts.said import Fact
from holdfast.facts.words import (
    Avoid,
    Count,
    Id,
    Mode,
    Ms,
    Objective,
    Offered,
    Quantity,
    StopWanted,
    Words,
)


class PlanAsked(Fact, frozen=True, tag="plan_asked"):
    """Somebody asked what could be done, within these limits.

    Attributes:
        sites: where to; the planner may visit them.
        depart_ms: earliest leaving.
        home_by_ms: latest home, where the commander sets one beside last light.
        stays: people who must stay.
        modes: how they may go; empty means any.
        greatest_hazard: most expected harmful contacts that any one person may be put to.
        night: whether being out after last light is allowed.
        greatest_overall: most expected harmful contacts of all teams together.
        wants: more about single visits. avoid: roads not to be used.
        teams: most teams that may be out at once.
        bases: other bases whose people and vehicles may go too, each home to its own.
        run: a run that is out, for which this is asked anew from where it is.
        despite_rest: people who may go although rest is owed to them; `by` is who orders it.
    """

    plan: Id
    base: Id
    objective: Objective
    sites: tuple[Id, ...]
    depart_ms: Ms
    home_by_ms: Ms | None = None
    stays: tuple[Id, ...] = ()
    modes: tuple[Mode, ...] = ()
    greatest_hazard: Quantity | None = None
    night: bool = False
    words: Words = ""
    greatest_overall: Quantity | None = None
    wants: tuple[StopWanted, ...] = ()
    avoid: tuple[Avoid, ...] = ()
    teams: Count | None = None
    bases: tuple[Id, ...] = ()
    run: Id | None = None
    despite_rest: tuple[Id, ...] = ()


class PlanOffered(Fact, frozen=True, tag="plan_offered"):
    """The planner's answer: several options, staying home among them.

    Attributes:
        infeasible: what cannot be done, and the tightest limit that forbids it, in words.
    """

    plan: Id
    options: tuple[Offered, ...]
    infeasible: tuple[Words, ...] = ()


class PlanChosen(Fact, frozen=True, tag="plan_chosen"):
    """Somebody decided. Two who decide at once are both kept and shown."""

    plan: Id
    letter: str
    runs: tuple[Id, ...] = ()
    words: Words = ""
