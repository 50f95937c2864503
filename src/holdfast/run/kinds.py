"""Reports, orders and records, told apart in one table.

Laws. A *report* says what happened: it is never refused for what is believed, it is believed as far
as it goes, and what it clashes with is shown (know.at_odds). An *order* says what shall be: it is
refused in words where it may not be, with a named override where a person may decide. A *record*
puts something on the books, or says what the base itself did: it is held against the books.
"""

from typing import Literal

from holdfast import facts as f
from holdfast.facts.said import Fact

Kind = Literal["report", "order", "record"]

KINDS: dict[type[Fact], Kind] = {
    f.Departed: "report",
    f.CheckedIn: "report",
    f.Arrived: "report",
    f.LeftSite: "report",
    f.ContactReported: "report",
    f.HelpCalled: "report",
    f.FoundReported: "report",
    f.PeopleFound: "report",
    f.CacheLaid: "report",
    f.CacheLifted: "report",
    f.TurnedBack: "report",
    f.WaySwitched: "report",
    f.CameHome: "report",
    f.ConsentSaid: "report",
    f.ReadinessSaid: "report",
    f.VehicleReadinessSaid: "report",
    f.StockCounted: "report",
    f.BroughtInCounted: "report",
    f.SightingReported: "report",
    f.ThreatNoted: "report",
    f.ThreatLifted: "report",
    f.RoadClosed: "report",
    f.RoadOpened: "report",
    f.NoteLogged: "report",
    f.PlanChosen: "order",
    f.RunTasked: "order",
    f.RunCalledOff: "order",
    f.SilencePlanned: "order",
    f.HelpClosed: "order",
    f.StockMoved: "order",
    f.PostureSet: "order",
    f.RationSet: "order",
    f.SettingChosen: "order",
    f.DeviceTakenIn: "order",
    f.BaseFounded: "record",
    f.PersonRegistered: "record",
    f.PairNoted: "record",
    f.HarmAccounted: "record",
    f.VehicleRegistered: "record",
    f.ItemDefined: "record",
    f.LotDefined: "record",
    f.SiteNoted: "record",
    f.PlanAsked: "record",
    f.PlanOffered: "record",
    f.RunRehearsed: "record",
    f.Debriefed: "record",
    f.AlarmSeen: "record",
    f.Withdrawn: "record",
    f.Corrected: "record",
}


def is_report(fact: Fact) -> bool:
    """Whether this says what happened."""
    return KINDS.get(type(fact)) == "report"
