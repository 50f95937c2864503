"""What is said about places outside, and what may be there."""

from typing import Literal

from holdfast.facts.said import Fact
from holdfast.facts.words import (
    Amount,
    Credibility,
    Id,
    Label,
    Mode,
    Name,
    Point,
    Quantity,
    Reliability,
    ThreatKind,
    Words,
)


class SiteNoted(Fact, frozen=True, tag="site_noted"):
    """A place outside that may hold something or someone, or that we use.

    Attributes:
        what: hospital, pharmacy, fuel, warehouse, school, water, shelter, extraction, ... ;
            "extraction" marks an extraction point.
        name_local: its name in the local script.
        osm: the map's id for it, for example "w123", empty when it was put by hand.
    """

    site: Id
    name: Name
    at: Point
    what: Id
    name_local: Label = ""
    osm: Label = ""
    words: Words = ""


class SightingReported(Fact, frozen=True, tag="sighting_reported"):
    """A graded observation or rumour: who says what is where.

    Attributes:
        about: what it bears on.
        source: who or what it comes from: "trader at the south gate", "satellite image".
        site, contents: what it says a site holds, in the items' units.
        hypotheses: the readings that are possible when more than one is.
        what, radius_m: of a danger, its kind and the metres in which it must be reckoned with;
            gone: it says that none is there (any more), of no kind: none at all.
    """

    sighting: Id
    at: Point
    about: Literal["stock", "threat", "people", "road", "other"]
    words: Words
    reliability: Reliability
    credibility: Credibility
    source: Words = ""
    site: Id | None = None
    contents: tuple[Amount, ...] = ()
    hypotheses: tuple[Words, ...] = ()
    what: ThreatKind = "unknown"
    radius_m: Quantity = 400.0
    gone: bool = False


class ThreatNoted(Fact, frozen=True, tag="threat_noted"):
    """Something is believed to be out there. Its belief fades unless it is seen again.

    Attributes:
        per_km: expected harmful contacts in passing one kilometre inside, if it is there;
            None takes the kind's figure (know.risk).
        half_life_h: hours in which belief halves; None takes the kind's figure.
        sightings: what it rests on.
    """

    threat: Id
    name: Name
    what: ThreatKind
    at: Point
    radius_m: Quantity
    reliability: Reliability
    credibility: Credibility
    per_km: Quantity | None = None
    half_life_h: Quantity | None = None
    sightings: tuple[Id, ...] = ()
    words: Words = ""


class ThreatLifted(Fact, frozen=True, tag="threat_lifted"):
    """A threat is believed gone, by somebody's judgement."""

    threat: Id
    words: Words = ""


class RoadClosed(Fact, frozen=True, tag="road_closed"):
    """A road cannot be passed near this place: every arc within the radius."""

    closure: Id
    at: Point
    radius_m: Quantity
    modes: tuple[Mode, ...] = ("car", "truck")
    words: Words = ""


class RoadOpened(Fact, frozen=True, tag="road_opened"):
    """A closed road can be passed again."""

    closure: Id
    words: Words = ""
