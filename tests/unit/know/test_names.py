"""Sentences name things as people do; an id stands only where nobody knows a name."""

from dataclasses import replace

import pytest

from data.toys import DEPOT, NOON, H, Talk, toy_out
from holdfast import facts as f
from holdfast.know.disagreements import disagreements
from holdfast.know.log import line
from holdfast.know.risk import contact_threat_id
from holdfast.know.seen import seen_threat_id
from holdfast.plan.crews.assign import assign
from holdfast.plan.crews.duties import Duty
from holdfast.plan.problem import Pair, Walker

STORE = "base:compound"
PLACE = f.Point(*DEPOT)


def told() -> Talk:
    """The toy base with KESTREL 1 out, and something of each kind that has a name."""
    talk = toy_out()
    talk.at(
        NOON - H,
        f.ThreatNoted(
            threat="t1", name="Jace's band", what="armed", at=PLACE, radius_m=100,
            reliability="B", credibility="2",
        ),
        f.SightingReported(
            sighting="s1", at=PLACE, site="depot", about="threat", what="fire", words="Smoke.",
            reliability="B", credibility="2",
        ),
        f.ContactReported(run="run-1", unit="infected", at=PLACE),
        f.RoadClosed(closure="c1", at=PLACE, radius_m=50, words="Bridge at the mill"),
        f.PlanAsked(
            plan="p1", base="compound", objective="supply", sites=("depot",), depart_ms=NOON
        ),
        f.LotDefined(lot="lot-2", item="ration", batch="B12"),
        f.CacheLaid(run="run-1", cache="k1", contents=(f.Amount("ration", 3),), site="depot"),
    )  # fmt: skip
    return talk


CONTACT = "contact-"


@pytest.mark.parametrize(
    ("fact", "words"),
    [
        (f.ThreatLifted(threat="t1"), "Believed gone: Jace's band."),
        (f.ThreatLifted(threat=seen_threat_id("s1")), "Believed gone: Fire seen at Depot."),
        (f.ThreatLifted(threat=CONTACT), "Believed gone: Contact: infected."),
        (f.RoadOpened(closure="c1"), "Road open again: Bridge at the mill"),
        (f.PlanChosen(plan="p1", letter="A"), "Plan supply to Depot: option A chosen."),
        (
            f.PlanOffered(plan="p1", options=()),
            "Plan supply to Depot: 0 options, staying home among them.",
        ),
        (f.LotDefined(lot="lot-2", item="ration", batch="B12"), "Lot of Ration, batch B12."),
        (
            f.StockCounted(lot="lot-2", holder="run:run-1", n=1_234_567),
            "Counted 1,234,567 pack Ration, batch B12 at KESTREL 1.",
        ),
        (
            f.StockMoved(lot="lot-2", n=5, source=STORE, target="run:run-1", reason="loaded"),
            "Loaded 5 pack Ration, batch B12 (The compound to KESTREL 1).",
        ),
        (
            f.StockMoved(lot="lot-1", n=5, source="cache:k1", target=STORE, reason="collected"),
            "Collected 5 pack Ration (the cache of KESTREL 1 at Depot to The compound).",
        ),
        (
            f.CacheLifted(run="run-1", cache="k1", taken=(f.Amount("ration", 3),)),
            "The cache of KESTREL 1 at Depot: took 3 pack ration.",
        ),
        (
            f.CacheLaid(run="run-1", cache="k2", contents=(f.Amount("ration", 3),), site="depot"),
            "Cache laid at Depot: 3 pack ration.",
        ),
        (f.ThreatLifted(threat="who-knows"), "Believed gone: who-knows."),
    ],
)
def test_the_log_names_what_it_is_about(fact: f.Fact, words: str) -> None:
    """By what people call it, and by its id only where nobody has told of it."""
    talk = told()
    if isinstance(fact, f.ThreatLifted) and fact.threat == CONTACT:
        fact = f.ThreatLifted(threat=contact_threat_id(next(iter(talk.state.contacts.values()))))
    assert line(talk.at(NOON, fact), talk.state).words == words


def test_a_lot_that_went_below_nothing_is_told_with_the_names_of_whoever_has_it() -> None:
    """'5 pack to KESTREL 1', not 'to run:run-1'."""
    talk = told()
    talk.at(NOON, f.StockMoved(
        lot="lot-2", n=5, source=STORE, target="run:run-1", reason="loaded"))  # fmt: skip
    [clash] = [d for d in disagreements(talk.state) if d.key.startswith("stock:")]
    assert clash.versions[0].words == "5 pack to KESTREL 1"


ANN = Walker("ann", "Ann", frozenset({"lead"}), 20, 1.0, 0.0)
BOB = Walker("bob", "Bob", frozenset({"lead"}), 20, 1.0, 0.0)
CID = replace(BOB, person="cid", name="Cid")
KITE = Duty("kite", "KITE", "foot", hours=6.0)


def test_a_plan_names_the_partner_who_cannot_go() -> None:
    """'Ann must go with Zed', also of somebody who is not among those who can go."""
    found = assign(
        [KITE], [ANN, BOB, CID], [], [Pair("ann", "zed", "must", 0)], "supply", known={"zed": "Zed"}
    )
    assert dict(found.stays)["ann"] == "Ann stays: Ann must go with Zed, who cannot go."


def test_a_plan_names_who_was_put_on_it_by_hand_and_cannot_go() -> None:
    """A duty that nobody mans says it by name."""
    by_hand = replace(KITE, fixed=frozenset({"zed"}))
    found = assign([by_hand], [ANN, BOB], [], [], "supply", known={"zed": "Zed"})
    assert "Zed cannot go" in dict(found.unmanned)["kite"]
