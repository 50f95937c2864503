"""The small typed words that facts are built from. Every limit here is part of what may be said.

Numbers are finite, ids are short and plain, times lie between 1970 and 2100. Texts are cleaned
(facts.clean). Bytes that break a
limit decode to Unknown (see codec), so nothing behind the codec has to check again.
"""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from holdfast.base.geo import Place

Id = Annotated[str, Meta(min_length=1, max_length=64, pattern=r"^[a-z0-9][a-z0-9_.:-]*$(?!\n)")]
"""The end is said twice: '$' alone allows a line break behind it."""
Ref = Annotated[str, Meta(min_length=8, max_length=64)]
NAME_CHARS, LABEL_CHARS = 120, 255
WORDS_BYTES = 60_000
"""Some twenty pages: a report with all its free words filled fits an entry (ledger.entry)."""
Name = Annotated[str, Meta(min_length=1, max_length=NAME_CHARS)]
"""One line that shows something (facts.clean)."""
Label = Annotated[str, Meta(max_length=LABEL_CHARS)]
"""One line, or nothing: what a map or a box says; OpenStreetMap allows 255 characters."""
Words = Annotated[str, Meta(max_length=1_000_000)]
"""Never refused for their length: what is longer than WORDS_BYTES is cut and says so; no
request holds a million letters."""
Ms = Annotated[int, Meta(ge=0, le=4_102_444_800_000)]
"""Milliseconds since 1970 UTC, up to the year 2100."""
Count = Annotated[int, Meta(ge=0, le=1_000_000)]
Quantity = Annotated[float, Meta(ge=0, le=1e9)]
Step = Annotated[int, Meta(ge=-36_000_000, le=36_000_000)]
"""A coordinate, or the difference of two, in 1e-5 degrees."""
Chance = Annotated[float, Meta(ge=0, le=1)]

Mode = Literal["foot", "car", "truck"]
Objective = Literal["supply", "recon", "recovery", "rescue", "transfer", "patrol", "evacuation"]
Need = Literal["water", "food", "medicine", "fuel", "shelter", "tools", "other"]
Readiness = Literal["ready", "resting", "in_care", "away", "lost", "dead"]
Reliability = Literal["A", "B", "C", "D", "E", "F"]
"""Admiralty: of the source. A completely ... E unreliable, F cannot be judged."""
Credibility = Literal["1", "2", "3", "4", "5", "6"]
"""Admiralty: of the content. 1 confirmed ... 5 improbable, 6 cannot be judged."""
ThreatKind = Literal[
    "armed", "infected", "shelling", "mines", "terrain", "fire", "disease", "unknown"
]
Placed = Literal["said", "site", "reckoned", "last", "base"]
"""How a place is known: said with the word, the site they stand at, reckoned by plan and time, the
last one that they said, or, for want of any, their base."""
WayRole = Literal["out", "back", "fallback", "between"]


class Point(msgspec.Struct, frozen=True, array_like=True):
    """Longitude and latitude in degrees, WGS 84, in this order (RFC 7946)."""

    lon: Annotated[float, Meta(ge=-180, le=180)]
    lat: Annotated[float, Meta(ge=-90, le=90)]

    @property
    def place(self) -> Place:
        """The same as a Place."""
        return Place(self.lon, self.lat)


class Amount(msgspec.Struct, frozen=True, array_like=True):
    """So much of one item, in the item's own unit."""

    item: Id
    n: Quantity


class LotAmount(msgspec.Struct, frozen=True, array_like=True):
    """So much of one lot, in its item's unit."""

    lot: Id
    n: Quantity


class Span(msgspec.Struct, frozen=True, array_like=True):
    """A stretch of time."""

    start_ms: Ms
    end_ms: Ms


class WayTold(msgspec.Struct, frozen=True):
    """One way as it is told to a team.

    Attributes:
        line: lon, lat of the first point, then the differences, in 1e-5 degrees (see base.geo).
        hazard: expected harmful contacts on this passage; survival = exp(-hazard).
        shared_m: metres in common with the way it stands in for (fallbacks and ways back).
        hazard_by_km: expected harmful contacts in each kilometre from the start.
        unpaved_m: how much of it is on ground where a storm or a bad tyre counts for more.
    """

    role: WayRole
    start: Id
    goal: Id
    line: tuple[Step, ...]
    length_m: Quantity
    time_s: Quantity
    hazard: Quantity
    shared_m: Quantity = 0.0
    hazard_by_km: tuple[Quantity, ...] = ()
    unpaved_m: Quantity = 0.0


class Stop(msgspec.Struct, frozen=True):
    """A visit to a site within a run: when, how long, and what the plan expects to bring.

    Attributes:
        expect: what is to be taken along. leaves: what is to be handed over here.
        people: how many people are to be taken along.
        turn_ms: latest moment to break off and start home from here by the fallback way; None
            where the tasking's own holds.
        apart: how many stay here as an element while the others go on; they are met at the
            tasking's next stop at this site, and need work_s.
    """

    site: Id
    arrive_ms: Ms
    leave_ms: Ms
    expect: tuple[Amount, ...] = ()
    p_there: Chance = 1.0
    leaves: tuple[Amount, ...] = ()
    people: Count = 0
    turn_ms: Ms | None = None
    apart: Count = 0
    work_s: Quantity = 0.0


class Group(msgspec.Struct, frozen=True):
    """People who wait at a site to be brought away together: a family is never parted.

    Attributes:
        walking, carried: how many can sit or walk, and how many need a stretcher.
        children: how many of them are children.
    """

    walking: Count = 0
    carried: Count = 0
    children: Count = 0
    words: Words = ""


class StopWanted(msgspec.Struct, frozen=True):
    """What is asked of a visit to one site, beside that it may be visited.

    Attributes:
        opens_ms, closes_ms: the visit must begin within these.
        stay_h: how long it takes, where somebody knows.
        needs: skills that somebody in the crew must have.
        must: whether options that leave it out are not wanted.
        people: who waits there.
        silent: whether they keep radio silence from nearing it until they have gone on from it.
    """

    site: Id
    opens_ms: Ms | None = None
    closes_ms: Ms | None = None
    stay_h: Annotated[float, Meta(ge=0, le=48)] | None = None
    needs: tuple[Id, ...] = ()
    must: bool = False
    people: tuple[Group, ...] = ()
    silent: bool = False


class Avoid(msgspec.Struct, frozen=True):
    """Roads that come this near to a place are not to be used in this plan."""

    at: Point
    radius_m: Quantity = 30.0


class Bound(msgspec.Struct, frozen=True):
    """A run that waits for another one of its option.

    Attributes:
        to: the number of that one among the option's taskings, from 0.
        when: it leaves once that one is home, for what that one left behind, or to fetch that one
            if it cannot move.
    """

    to: Count
    when: Literal["home", "cache", "medevac"] = "home"


class Tasking(msgspec.Struct, frozen=True):
    """All that a team is told before it leaves: who, how, by which ways, by what times.

    Attributes:
        turn_ms: latest moment to start home and still arrive before last light and `home_by`.
        dark_ms: end of daylight used for it; None where the sun does not set that day.
        check_every_s: longest silence between two reports.
        silences: planned radio silence; no report is expected inside.
        hazard: expected harmful contacts over the whole run, ways and stops.
        value: person-days of need met, expected over "is it there" and "do they come home".
        assumes: the assumptions in words, to be answered in the debrief.
        crew_why: why these people, a sentence each.
        bound: the run of the same option that it waits for; None where it leaves by itself.
    """

    mode: Mode
    crew: tuple[Id, ...]
    lead: Id
    stops: tuple[Stop, ...]
    ways: tuple[WayTold, ...]
    depart_ms: Ms
    turn_ms: Ms
    home_ms: Ms
    check_every_s: Quantity
    load_kg: Quantity
    hazard: Quantity
    value: Quantity
    vehicle: Id | None = None
    dark_ms: Ms | None = None
    silences: tuple[Span, ...] = ()
    extraction: Id | None = None
    fuel_l: Quantity = 0.0
    assumes: tuple[Words, ...] = ()
    crew_why: tuple[Words, ...] = ()
    bound: Bound | None = None


class Offered(msgspec.Struct, frozen=True):
    """One option of a plan. No taskings means staying home.

    Attributes:
        letter: what people call it: A, B, C ...
        p_home: chance that everyone comes home unharmed.
        why: how it differs from its neighbours, in words.
        stays: why the others stay at home, a sentence each.
    """

    letter: Annotated[str, Meta(pattern=r"^[A-Z]$(?!\n)")]
    taskings: tuple[Tasking, ...]
    value: Quantity
    hazard: Quantity
    p_home: Chance
    why: Words
    stays: tuple[Words, ...] = ()


class Exposure(msgspec.Struct, frozen=True):
    """What a passage says about one threat: how much contact it should have brought, and did."""

    threat: Id
    hazard_if_there: Quantity
    contacts: Count


class Met(msgspec.Struct, frozen=True):
    """An assumption of the plan against what was met. `held` is None where nobody can tell."""

    assumed: Words
    found: Words
    held: bool | None = None
