"""What is said on a run, from the tasking to the gate. A team's words, mostly in one tap."""

from typing import Annotated, Literal

from msgspec import Meta

from holdfast.facts.said import Fact
from holdfast.facts.words import (
    Amount,
    Count,
    Credibility,
    Id,
    Ms,
    Name,
    Objective,
    Placed,
    Point,
    Quantity,
    Reliability,
    Tasking,
    ThreatKind,
    WayRole,
    Words,
)


class Report(Fact, frozen=True, kw_only=True):
    """What every word from or about a run carries.

    Attributes:
        at: where the team was, where known.
        placed: how `at` is known; whatever else than said was filled in by the base.
    """

    run: Id
    at: Point | None = None
    placed: Placed = "said"
    words: Words = ""


class RunTasked(Report, frozen=True, tag="run_tasked"):
    """A team was told to go: call sign, objective and everything in the tasking."""

    call: Name
    objective: Objective
    base: Id
    tasking: Tasking
    plan: Id | None = None
    letter: str = ""


class ConsentSaid(Report, frozen=True, tag="consent_said"):
    """A person was asked and said yes or no. Declining costs nobody anything."""

    person: Id
    yes: bool


class Departed(Report, frozen=True, tag="departed"):
    """The team left the gate.

    Attributes:
        crew: who really left.
    """

    crew: tuple[Id, ...]


class CheckedIn(Report, frozen=True, tag="checked_in"):
    """The team was heard.

    Attributes:
        well: all well.
        quiet: one tap or one bit, nothing spoken.
    """

    well: bool = True
    quiet: bool = False


class Arrived(Report, frozen=True, tag="arrived"):
    """The team reached a site."""

    site: Id


class ContactReported(Report, frozen=True, tag="contact_reported"):
    """A team met a threat: SALUTE, with `at` as location and `when_ms` as time of observation.

    Attributes:
        size: how many, None when not known.
        activity: what they do.
        unit: kind of threat; `uniform` in words.
        direction_deg: where they move, clockwise from north.
        harm: harm to us.
        still_there: whether they are still there.
        outcome: how it went for us.
        intention: what the team does now.
        per_km: expected harmful contacts per kilometre from now on; None takes the kind's figure.
    """

    size: Count | None = None
    activity: Words = ""
    unit: ThreatKind = "unknown"
    uniform: Words = ""
    equipment: Words = ""
    direction_deg: Annotated[float, Meta(ge=0, lt=360)] | None = None
    harm: Literal["none", "hurt", "dead", "not_known"] = "not_known"
    still_there: bool | None = None
    outcome: Literal["avoided", "broke_off", "driven_off", "pinned", "cut_off", "not_known"] = (
        "not_known"
    )
    intention: Literal["stay", "continue", "withdraw", "not_known"] = "not_known"
    reliability: Reliability = "A"
    credibility: Credibility = "2"
    radius_m: Quantity = 400.0
    per_km: Quantity | None = None


class FoundReported(Report, frozen=True, tag="found_reported"):
    """What a search of a site showed: what was found, what of it is taken, what stays.

    Attributes:
        searched: how much of the site was looked through.
        found: all that was found, taken or not.
        taken: what the team carries away.
    """

    site: Id
    searched: Literal["all", "part", "none"]
    found: tuple[Amount, ...] = ()
    taken: tuple[Amount, ...] = ()


class PeopleFound(Report, frozen=True, tag="people_found"):
    """People whom the team came across and for whom we are now responsible; no names here.

    Attributes:
        walking, carried: how many can walk and how many must be carried, children among them.
        children: how many of them are children; where these are more, they come on top.
    """

    walking: Count = 0
    carried: Count = 0
    children: Count = 0


class CacheLaid(Report, frozen=True, tag="cache_laid"):
    """Stock was left at a place on purpose, to be picked up.

    Attributes:
        mark: how to find it.
        knows: who knows of it.
    """

    cache: Id
    contents: tuple[Amount, ...]
    site: Id | None = None
    mark: Words = ""
    knows: tuple[Id, ...] = ()


class CacheLifted(Report, frozen=True, tag="cache_lifted"):
    """A cache was opened: what was taken from it; `empty` when nothing is left."""

    cache: Id
    taken: tuple[Amount, ...]
    empty: bool = True


class LeftSite(Report, frozen=True, tag="left_site"):
    """The team left a site."""

    site: Id


class TurnedBack(Report, frozen=True, tag="turned_back"):
    """The team is on its way home before the plan said so, or instead of going on."""


class WaySwitched(Report, frozen=True, tag="way_switched"):
    """The team takes another way of its tasking, in one action.

    Attributes:
        role: "fallback" or "back".
    """

    role: WayRole


class SilencePlanned(Report, frozen=True, tag="silence_planned"):
    """No report is expected in this time."""

    start_ms: Ms
    end_ms: Ms


class HelpCalled(Report, frozen=True, tag="help_called"):
    """The team needs help now."""

    need: Literal["casualty", "pinned", "breakdown", "lost", "other"] = "other"


class HelpClosed(Report, frozen=True, tag="help_closed"):
    """Somebody closed a call for help: a decision with a name, never a side effect of a report.

    Attributes:
        reason: why it is over; `mistake` when it was pressed by mistake.
        calls: the calls that are closed, as the board names them; empty: all that were said before.
    """

    reason: Literal["helped", "safe", "mistake", "other"]
    calls: tuple[Id, ...] = ()


class RunCalledOff(Report, frozen=True, tag="run_called_off"):
    """A run that has not left will not leave; one that is out is called home."""


class CameHome(Report, frozen=True, tag="came_home"):
    """The team is inside the gate.

    Attributes:
        home: who came in; the count out must equal the count home plus the known losses.
        missing: who did not.
        others: people found who came in with them.
    """

    home: tuple[Id, ...]
    missing: tuple[Id, ...] = ()
    others: Count = 0
