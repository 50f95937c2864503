"""What can be said. A fact is in the past tense, frozen, and never removed from this vocabulary."""

from holdfast.facts.account import (
    Debriefed,
)
from holdfast.facts.base import (
    AlarmSeen,
    BaseFounded,
    NoteLogged,
    PostureSet,
    RationSet,
)
from holdfast.facts.codec import (
    decode,
    encode,
    read,
    show,
)
from holdfast.facts.people import (
    PairNoted,
    PersonRegistered,
    ReadinessSaid,
)
from holdfast.facts.plans import (
    PlanAsked,
    PlanChosen,
    PlanOffered,
)
from holdfast.facts.runs import (
    Arrived,
    CacheLaid,
    CacheLifted,
    CameHome,
    CheckedIn,
    ConsentSaid,
    ContactReported,
    Departed,
    FoundReported,
    HelpCalled,
    LeftSite,
    PeopleFound,
    Report,
    RunCalledOff,
    RunTasked,
    SilencePlanned,
    TurnedBack,
    WaySwitched,
)
from holdfast.facts.said import (
    Fact,
    Said,
    Unknown,
)
from holdfast.facts.sites import (
    RoadClosed,
    RoadOpened,
    SightingReported,
    SiteNoted,
    ThreatLifted,
    ThreatNoted,
)
from holdfast.facts.stock import (
    ItemDefined,
    LotDefined,
    StockCounted,
    StockMoved,
)
from holdfast.facts.vehicles import (
    VehicleReadinessSaid,
    VehicleRegistered,
)
from holdfast.facts.vocabulary import (
    AnyFact,
)
from holdfast.facts.words import (
    Amount,
    Exposure,
    LotAmount,
    Met,
    Offered,
    Point,
    Span,
    Stop,
    Tasking,
    WayTold,
)

__all__ = [
    "AlarmSeen",
    "Amount",
    "AnyFact",
    "Arrived",
    "BaseFounded",
    "CacheLaid",
    "CacheLifted",
    "CameHome",
    "CheckedIn",
    "ConsentSaid",
    "ContactReported",
    "Debriefed",
    "Departed",
    "Exposure",
    "Fact",
    "FoundReported",
    "HelpCalled",
    "ItemDefined",
    "LeftSite",
    "LotAmount",
    "LotDefined",
    "Met",
    "NoteLogged",
    "Offered",
    "PairNoted",
    "PeopleFound",
    "PersonRegistered",
    "PlanAsked",
    "PlanChosen",
    "PlanOffered",
    "Point",
    "PostureSet",
    "RationSet",
    "ReadinessSaid",
    "Report",
    "RoadClosed",
    "RoadOpened",
    "RunCalledOff",
    "RunTasked",
    "Said",
    "SightingReported",
    "SilencePlanned",
    "SiteNoted",
    "Span",
    "StockCounted",
    "StockMoved",
    "Stop",
    "Tasking",
    "ThreatLifted",
    "ThreatNoted",
    "TurnedBack",
    "Unknown",
    "VehicleReadinessSaid",
    "VehicleRegistered",
    "WaySwitched",
    "WayTold",
    "decode",
    "encode",
    "read",
    "show",
]
