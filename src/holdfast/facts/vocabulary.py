"""Every fact about the world, in one list; facts.taking_back adds what is said about words."""

from holdfast.facts.account import Debriefed, RunRehearsed
from holdfast.facts.base import (
    AlarmSeen,
    BaseFounded,
    DeviceTakenIn,
    NoteLogged,
    PostureSet,
    RationSet,
)
from holdfast.facts.people import (
    BroughtInCounted,
    HarmAccounted,
    PairNoted,
    PersonRegistered,
    ReadinessSaid,
)
from holdfast.facts.plans import PlanAsked, PlanChosen, PlanOffered
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
    HelpClosed,
    LeftSite,
    PeopleFound,
    RunCalledOff,
    RunTasked,
    SilencePlanned,
    TurnedBack,
    WaySwitched,
)
from holdfast.facts.settings import SettingChosen
from holdfast.facts.sites import (
    RoadClosed,
    RoadOpened,
    SightingReported,
    SiteNoted,
    ThreatLifted,
    ThreatNoted,
)
from holdfast.facts.stock import ItemDefined, LotDefined, StockCounted, StockMoved
from holdfast.facts.vehicles import VehicleReadinessSaid, VehicleRegistered

AnyWord = (
    BaseFounded | PostureSet | RationSet | SettingChosen | NoteLogged | AlarmSeen | DeviceTakenIn
    | PersonRegistered | ReadinessSaid | PairNoted
    | VehicleRegistered | VehicleReadinessSaid
    | ItemDefined | LotDefined | StockMoved | StockCounted
    | SiteNoted | SightingReported | ThreatNoted | ThreatLifted | RoadClosed | RoadOpened
    | PlanAsked | PlanOffered | PlanChosen
    | RunTasked | ConsentSaid | Departed | CheckedIn | Arrived | ContactReported | FoundReported
    | PeopleFound | CacheLaid | CacheLifted | LeftSite | TurnedBack | WaySwitched | SilencePlanned
    | HelpCalled | HelpClosed | RunCalledOff | CameHome
    | BroughtInCounted | HarmAccounted | RunRehearsed | Debriefed
)  # fmt: skip
