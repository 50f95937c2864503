"""What this node will not say, and why."""

import msgspec
import pytest

from data.toys import DEPOT, HOME, MIN, NOON, D, H, Talk, tasked, toy, toy_out
from holdfast import facts as f
from holdfast.base.errors import Refused
from holdfast.facts.said import Fact
from holdfast.run.rules import RULES, complete, refuse

AT = f.Point(*DEPOT)
RATION = f.ItemDefined(item="ration", name="Ration", unit="pack", need="food", kg=1.0, covers=2_100)


def world() -> Talk:
    """KESTREL 1 out at the depot, a cache, stock, a threat, a closure, a plan, a run to go."""
    talk = toy_out()
    talk.at(
        NOON - 10,
        f.Arrived(run="run-1", site="depot"),
        f.CacheLaid(run="run-1", cache="ramp", contents=(f.Amount("ration", 3),), at=AT),
        f.StockMoved(
            lot="lot-1", n=10, source="outside", target="base:compound", reason="received"
        ),
        f.LotDefined(lot="old", item="ration", expires_ms=NOON - 265 * D),
        f.StockMoved(lot="old", n=5, source="outside", target="base:compound", reason="received"),
        f.PersonRegistered(person="nora", name="Nora", base="compound"),
        f.ReadinessSaid(person="nora", state="dead"),
        f.VehicleRegistered(
            vehicle="van", name="Van", base="compound", mode="car", seats=4, tank_l=70
        ),
        f.ThreatNoted(
            threat="jace", name="J", what="armed", at=AT, radius_m=800, reliability="B",
            credibility="2",
        ),
        f.RoadClosed(closure="bridge", at=AT, radius_m=50),
        f.PlanOffered(plan="p", options=(f.Offered("A", (), 0.0, 0.0, 1.0, "stay"),)),
        tasked("run-2", "KESTREL 2", crew=("mark",), lead="mark"),
        tasked("run-3", "KESTREL 3", crew=("darren",), lead="darren", vehicle="truck"),
    )  # fmt: skip
    return talk


def check(talk: Talk, fact: Fact, now_ms: int = NOON) -> None:
    """As the web does it: fill in, then hold against what is known."""
    refuse(talk.state, complete(talk.state, fact, now_ms), now_ms)


def way_of(**more: object) -> f.RunTasked:
    """A run for Mark that could be ordered."""
    return tasked("run-4", "KESTREL 4", **({"crew": ("mark",), "lead": "mark"} | more))


def threat(radius_m: float) -> f.ThreatNoted:
    """A threat of this radius."""
    return f.ThreatNoted(
        threat="t", name="T", what="armed", at=AT, radius_m=radius_m, reliability="A",
        credibility="1",
    )  # fmt: skip


def sighting(**more: object) -> f.SightingReported:
    """A rumour of stock."""
    return f.SightingReported(
        sighting="s", at=AT, about="stock", words="", reliability="B", credibility="2",
        **more,  # type: ignore[arg-type]
    )  # fmt: skip


def moved(n: float, source: str, target: str, lot: str = "lot-1", **more: object) -> f.StockMoved:
    """So much of a lot from one holder to another."""
    plain = f.StockMoved(lot=lot, n=n, source=source, target=target, reason="issued")
    return msgspec.structs.replace(plain, **more)


def found(found_n: float, taken_n: float, **more: object) -> f.FoundReported:
    """A search of the depot."""
    return f.FoundReported(
        **{
            "run": "run-1", "site": "depot", "searched": "all",
            "found": (f.Amount("ration", found_n),), "taken": (f.Amount("ration", taken_n),),
        } | more  # type: ignore[arg-type]
    )  # fmt: skip


def laid(**more: object) -> f.CacheLaid:
    """A cache of rations."""
    plain = {"run": "run-1", "cache": "new", "contents": (f.Amount("ration", 1),)}
    return f.CacheLaid(**plain | more)  # type: ignore[arg-type]


def silence(start_ms: int, end_ms: int, run: str = "run-1") -> f.SilencePlanned:
    """No report is expected in this time."""
    return f.SilencePlanned(run=run, start_ms=start_ms, end_ms=end_ms)


def base(**more: object) -> dict[str, object]:
    """What people and vehicles have in common."""
    return {"name": "X", "base": "compound"} | more


GOOD: list[Fact] = [
    f.PersonRegistered(person="x", **base()),  # type: ignore[arg-type]
    f.ReadinessSaid(person="kai", state="resting"),
    f.PairNoted(one="kai", other="leila", rule="must"),
    f.VehicleRegistered(vehicle="x", mode="car", seats=2, **base()),  # type: ignore[arg-type]
    f.VehicleReadinessSaid(vehicle="truck", state="ready"),
    f.PostureSet(base="compound", posture="calm"),
    f.LotDefined(lot="x", item="ration"),
    moved(10, "base:compound", "run:run-1"),
    moved(5, "base:compound", "used", "old", allowed_by="mark"),
    moved(5, "base:compound", "used", "old", when_ms=NOON - H),
    moved(5, "base:compound", "lost", "old", reason="spoiled"),
    msgspec.structs.replace(RATION, covers=2_000),
    f.VehicleReadinessSaid(vehicle="van", state="ready", fuel_l=70),
    moved(999, "outside", "base:compound"),
    f.StockCounted(lot="lot-1", holder="base:compound", n=0),
    sighting(site="depot", contents=(f.Amount("ration", 1),)),
    threat(800),
    f.ThreatLifted(threat="jace"),
    f.RoadClosed(closure="x", at=AT, radius_m=50),
    f.RoadOpened(closure="bridge"),
    f.PlanChosen(plan="p", letter="A"),
    way_of(),
    f.ConsentSaid(run="run-2", person="mark", yes=True),
    f.CheckedIn(run="run-1"),
    f.CheckedIn(run="run-1", when_ms=NOON + 60_000),
    f.CheckedIn(run="run-1", when_ms=NOON + 300 * D),
    f.CheckedIn(run="run-1", when_ms=0),
    f.Arrived(run="run-1", site="depot"),
    *(said(run="run-2") for said in (f.CheckedIn, f.PeopleFound, f.TurnedBack, f.HelpCalled)),
    f.Departed(run="run-1", crew=("leila",)),
    f.CameHome(run="run-2", home=("mark",)),
    f.CameHome(run="run-1", home=("leila", "kai", "mark")),
    f.ContactReported(run="run-1"),
    found(10, 10),
    f.PeopleFound(run="run-1", walking=2),
    laid(),
    f.CacheLifted(run="run-1", cache="ramp", taken=(f.Amount("ration", 1),)),
    f.LeftSite(run="run-1", site="depot"),
    f.TurnedBack(run="run-1"),
    f.WaySwitched(run="run-1", role="fallback"),
    silence(NOON, NOON + H),
    f.HelpCalled(run="run-1"),
    f.RunCalledOff(run="run-2"),
    f.CameHome(run="run-1", home=("leila",), missing=("kai",)),
    f.NoteLogged(words="x"),
]
BAD: list[tuple[str, Fact]] = [
    ("No base 'x'", f.PersonRegistered(person="x", name="X", base="x")),
    ("Say who takes this device in", f.DeviceTakenIn(device="a" * 64, name="Phone")),
    ("No person 'x'", f.ReadinessSaid(person="x", state="ready")),
    ("named twice", f.PairNoted(one="kai", other="kai", rule="must")),
    ("No person 'x'", f.PairNoted(one="kai", other="x", rule="must")),
    ("No base 'x'", f.VehicleRegistered(vehicle="x", name="X", base="x", mode="car", seats=2)),
    ("No vehicle 'x'", f.VehicleReadinessSaid(vehicle="x", state="ready")),
    ("No base 'x'", f.PostureSet(base="x", posture="calm")),
    ("No item 'x'", f.LotDefined(lot="x", item="x")),
    ("are on the books", msgspec.structs.replace(RATION, unit="sack")),
    ("no time zone", f.BaseFounded(base="x", name="X", at=f.Point(0, 0), zone="Mars/Base")),
    ("No setting is called", f.SettingChosen(name="luck", value=1, unit="")),
    ("more than one person", f.RationSet(need="food", per_person_day=1e9, unit="kcal")),
    ("no such contact", f.HarmAccounted(run="run-1", contact="contact-1", answer="same")),
    ("No run 'x'", f.BroughtInCounted(run="x", n=1)),
    ("do not go into Van", f.VehicleReadinessSaid(vehicle="van", state="ready", fuel_l=900)),
    ("expired on 28 Feb 2026", moved(5, "base:compound", "used", "old")),
    ("No person 'x'", moved(5, "base:compound", "used", "old", allowed_by="x")),
    ("is said to be dead", way_of(crew=("mark", "nora"))),
    ("No lot 'x'", moved(1, "outside", "base:compound", "x")),
    ("above zero", moved(0, "outside", "base:compound")),
    ("two different holders", moved(1, "base:compound", "base:compound")),
    ("Only 10 of Ration is at The compound", moved(11, "base:compound", "used")),
    ("Only 0 of Ration", moved(1, "used", "base:compound")),
    ("No run 'x'", moved(1, "outside", "run:x")),
    ("No cache 'x'", moved(1, "outside", "cache:x")),
    ("No site 'x'", f.StockCounted(lot="lot-1", holder="site:x", n=1)),
    ("No lot 'x'", f.StockCounted(lot="x", holder="base:compound", n=1)),
    ("No site 'x'", sighting(site="x")),
    ("No item 'x'", sighting(contents=(f.Amount("x", 1),))),
    ("named twice", sighting(contents=(f.Amount("ration", 1), f.Amount("ration", 2)))),
    ("radius", threat(0)),
    ("radius", threat(100_001)),
    ("No threat 'x'", f.ThreatLifted(threat="x")),
    ("No threat 'contact-aa-99'", f.ThreatLifted(threat="contact-aa-99")),
    ("radius", f.RoadClosed(closure="x", at=AT, radius_m=0)),
    ("No closure 'x'", f.RoadOpened(closure="x")),
    (
        "Say who orders that Kai may go",
        f.PlanAsked(
            plan="q",
            base="compound",
            objective="supply",
            sites=(),
            depart_ms=NOON,
            despite_rest=("kai",),
        ),
    ),
    ("No plan with options 'x'", f.PlanChosen(plan="x", letter="A")),
    ("no option Z", f.PlanChosen(plan="p", letter="Z")),
    ("No base 'x'", msgspec.structs.replace(way_of(), base="x")),
    ("needs somebody", way_of(crew=())),
    ("No person 'x'", way_of(crew=("mark", "x"))),
    ("named twice", way_of(crew=("mark", "mark"))),
    ("not in the crew", way_of(lead="kai")),
    ("No vehicle 'x'", way_of(vehicle="x")),
    ("No site 'x'", way_of(stops=(f.Stop("x", NOON, NOON),))),
    ("home before it leaves", way_of(home_ms=0)),
    ("once a minute", way_of(check_every_s=1.0)),
    ("once a day", way_of(check_every_s=1e9)),
    ("is out with KESTREL 1", way_of(crew=("mark", "kai"))),
    ("No person 'x'", f.ConsentSaid(run="run-2", person="x", yes=True)),
    ("Say who leaves", f.Departed(run="run-2", crew=())),
    ("in the future", f.ReadinessSaid(person="mark", state="ready", when_ms=NOON + H)),
    ("31 days", f.ReadinessSaid(person="mark", state="ready", when_ms=NOON - 32 * D)),
    ("No site 'x'", f.Arrived(run="run-1", site="x")),
    ("No site 'x'", found(3, 1, site="x")),
    ("No item 'x'", found(3, 1, found=(f.Amount("x", 1),))),
    ("named twice", found(3, 1, found=(f.Amount("ration", 1), f.Amount("ration", 1)))),
    ("needs contents", laid(contents=())),
    ("No item 'x'", laid(contents=(f.Amount("x", 1),))),
    ("No site 'x'", f.LeftSite(run="run-1", site="x")),
    ("No item 'x'", f.CacheLifted(run="run-1", cache="ramp", taken=(f.Amount("x", 1),))),
    ("Switch to the fallback", f.WaySwitched(run="run-1", role="out")),
    ("end before it starts", silence(NOON, NOON)),
    ("a day at most", silence(NOON, NOON + D + 1)),
    ("No call for help of KESTREL 1", f.HelpClosed(run="run-1", by="mark", reason="safe")),
    ("No run 'x'", f.RunCalledOff(run="x")),
    ("named twice", f.CameHome(run="run-1", home=("leila", "kai"), missing=("kai",))),
    ("No run 'x'", f.RunRehearsed(run="x", n=1, seed=1, p_harm=0, p_contact=0, p_late=0)),
    ("not home yet", f.Debriefed(run="run-1")),
    ("No word with this id", f.Withdrawn(of="a" * 64)),
    ("No word with this id", f.Corrected(of="a" * 64, fact=f.NoteLogged(words="x"))),
    ("No run 'x'", f.Debriefed(run="x")),
]


@pytest.mark.parametrize("fact", GOOD, ids=lambda x: type(x).__name__)
def test_what_can_have_happened_is_said(fact: Fact) -> None:
    """Every rule lets the good case pass."""
    check(world(), fact)


@pytest.mark.parametrize(("why", "fact"), BAD, ids=[f"{type(x).__name__}: {why}" for why, x in BAD])
def test_what_cannot_have_happened_is_refused_in_a_sentence(why: str, fact: Fact) -> None:
    """It names what is wrong, and ends like a sentence."""
    with pytest.raises(Refused, match=why) as refused:
        check(world(), fact)

    assert str(refused.value).endswith(".")


def test_every_rule_has_a_bad_case_here() -> None:
    """No rule goes untried."""
    assert set(RULES) == {type(fact) for _, fact in BAD}


def test_a_truck_that_is_out_is_tasked_no_second_time() -> None:
    """An order can wait until somebody has looked."""
    talk = world()
    talk.at(NOON, f.ConsentSaid(run="run-3", person="darren", yes=True))
    talk.at(NOON, f.Departed(run="run-3", crew=("darren",)))
    truck = tasked("run-5", "KESTREL 5", crew=("mark",), lead="mark", vehicle="truck")
    with pytest.raises(Refused, match="Truck is out with KESTREL 3"):
        check(talk, truck)


def test_a_run_that_is_home_takes_no_more_orders() -> None:
    """No new tasking, silence or calling off, all in the same words."""
    talk = world()
    talk.at(NOON, f.CameHome(run="run-1", home=("leila", "kai")))
    for fact in (tasked(), silence(NOON, NOON + H), f.RunCalledOff(run="run-1")):
        with pytest.raises(Refused, match="KESTREL 1 is home already"):
            check(talk, fact)
    check(talk, f.Debriefed(run="run-1", words="quiet"))
    with pytest.raises(Refused, match="Nothing is answered"):
        check(talk, f.Debriefed(run="run-1", met=(f.Met("the road is open", ""),)))


def test_a_departure_can_be_told_after_they_were_heard() -> None:
    """The gate forgot; the team reported; who really left can still be said."""
    talk = toy()
    talk.at(NOON - H, tasked(), f.ConsentSaid(run="run-1", person="leila", yes=True))
    talk.at(NOON, f.CheckedIn(run="run-1"), device="bb")

    check(talk, f.Departed(run="run-1", crew=("leila",)))
    check(talk, f.CheckedIn(run="run-1"))


def test_closing_a_call_for_help_takes_the_name_of_a_person() -> None:
    """Nobody named, somebody unknown, a call that is none: refused in words."""
    talk = toy_out()
    called = talk.at(NOON - MIN, f.HelpCalled(run="run-1"))
    close = f.HelpClosed(run="run-1", by="mark", reason="mistake")

    check(talk, close)
    check(talk, msgspec.structs.replace(close, calls=(f"aa.{called.stamp.seq}",)))
    with pytest.raises(Refused, match="Say who closes"):
        check(talk, msgspec.structs.replace(close, by=None))
    with pytest.raises(Refused, match="No person 'nobody'"):
        check(talk, msgspec.structs.replace(close, by="nobody"))
    with pytest.raises(Refused, match=r"aa\.99 is no open call"):
        check(talk, msgspec.structs.replace(close, calls=("aa.99",)))

    talk.at(NOON, close)
    with pytest.raises(Refused, match="No call for help of KESTREL 1 is open"):
        check(talk, close)


def test_where_the_team_is_is_filled_in() -> None:
    """At a site, the site; on the way, where it is reckoned to be; nobody in contact is refused."""
    contact = f.ContactReported(run="run-1")

    assert complete(world().state, contact, NOON).at == AT  # type: ignore[attr-defined]
    assert complete(toy_out().state, contact, NOON).at == f.Point(*HOME)  # type: ignore[attr-defined]

    talk = toy()
    talk.at(NOON - H, tasked(), f.CheckedIn(run="run-1"))
    assert complete(talk.state, contact, NOON).at is not None  # type: ignore[attr-defined]
    check(talk, contact)
    check(talk, f.HelpCalled(run="run-1"))


def test_a_team_in_contact_is_put_at_its_base_when_nobody_knows_better() -> None:
    """Without a tasking, a way or a place, the base's own place stands in; a cache's may not."""
    talk = toy()
    talk.at(NOON - H, f.CheckedIn(run="run-9"))
    base = next(iter(talk.state.bases.values())).fact

    contact = complete(talk.state, f.ContactReported(run="run-9"), NOON)
    cache = complete(talk.state, f.CacheLaid(run="run-9", cache="c", contents=()), NOON)

    assert contact.at == base.at  # type: ignore[attr-defined]
    assert cache.at is None  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "word",
    [
        f.HelpCalled(run="run-1", need="casualty"),
        f.ContactReported(run="run-1", unit="armed", at=f.Point(32.0, 30.0)),
    ],
)
def test_a_call_of_a_team_whose_departure_nobody_entered_is_taken(word: f.Fact) -> None:
    """They are out there all the same."""
    talk = toy()
    talk.at(NOON - H, tasked())
    refuse(talk.state, word, NOON)


def test_a_debrief_answers_something() -> None:
    """What the run rested on is not closed without a word on any of it."""
    talk = toy()
    talk.at(NOON - H, tasked(assumes=("The gate is open", "Nobody is there")))
    talk.at(NOON - H, f.Departed(run="run-1", crew=("leila", "kai")))
    talk.at(NOON, f.CameHome(run="run-1", home=("leila", "kai")))
    nobody_knows = (f.Met("The gate is open", ""), f.Met("Nobody is there", ""))
    for empty in (f.Debriefed(run="run-1"), f.Debriefed(run="run-1", met=nobody_knows)):
        with pytest.raises(Refused, match="Nothing is answered"):
            check(talk, empty)
    one = (f.Met("The gate is open", "", True), nobody_knows[1])
    check(talk, f.Debriefed(run="run-1", met=one))
    check(talk, f.Debriefed(run="run-1", met=nobody_knows, words="We saw neither."))
