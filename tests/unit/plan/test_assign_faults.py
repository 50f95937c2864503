"""A crew put together by hand: every fault is said."""

from dataclasses import replace

from holdfast.plan.crews.assign import assign
from holdfast.plan.crews.duties import Duty
from holdfast.plan.crews.faults import crew_faults, swapped
from holdfast.plan.problem import Carrier, Pair, Walker

ANN = Walker("ann", "Ann", frozenset({"lead", "driver"}), 20.0, 1.0, 3.0, "base")
BOB = Walker("bob", "Bob", frozenset({"medic"}), 20.0, 1.0, 0.0, "base")
CID = Walker("cid", "Cid", frozenset(), 10.0, 0.6, 0.0, "far")
VAN = Carrier("van", "Van", "car", 3, 300, 2, 20, 10, base="base")
RIDE = Duty("ride", "RIDE", "car", needs=frozenset({"medic"}), base="base", pace=0.8)
WALK = Duty("walk", "WALK", "foot", carry_kg=30.0, gear_kg=2.0, most=3)


def test_a_good_crew_has_no_fault() -> None:
    """In a vehicle and on foot."""
    assert crew_faults([ANN, BOB], RIDE, [], carrier=VAN) == []
    assert crew_faults([ANN, BOB], WALK, []) == []


def test_swapping_one_for_another_says_what_is_gone() -> None:
    """Lead, driver and medic; pace and base of the one who comes."""
    crew = assign([RIDE], [ANN, BOB], [VAN], [], "supply").posts[0].crew
    assert crew_faults(swapped(crew, "ann", CID), RIDE, [], carrier=VAN) == [
        "Cid is too slow for the times of RIDE.",
        "Cid lives at another base than RIDE leaves from.",
        "RIDE has no lead: none of Cid and Bob may lead.",
        "RIDE has no driver: none of Cid and Bob drives.",
    ]
    assert crew_faults([ANN, ANN], WALK, []) == ["Ann is in the crew twice."]
    assert crew_faults([ANN, replace(CID, base="base", pace=1.0)], RIDE, [], carrier=VAN) == [
        "RIDE needs the skill medic: none of Ann and Cid has it."
    ]


def test_rules_rest_and_other_duties_are_said() -> None:
    """Whatever keeps somebody back, by name."""
    pairs = [Pair("bob", "ann", "must_not", 0), Pair("zed", "bob", "must", 0)]
    assert crew_faults(
        [ANN, BOB], WALK, pairs, cannot={"ann": "is owed rest until 18:00"},
        elsewhere={"bob": "KITE"}, known={"zed": "Zed"},
    ) == [
        "Ann is owed rest until 18:00.",
        "Bob goes on KITE.",
        "Bob must not go with Ann.",
        "Bob must go with Zed, who is not there.",
    ]  # fmt: skip


def test_hands_and_figures_are_said() -> None:
    """Put on it or kept off it by hand; too few, too many, too weak, too few seats."""
    by_hand = replace(WALK, fixed=frozenset({"cid"}), barred=frozenset({"bob"}))
    assert crew_faults([ANN, BOB], by_hand, [], known={"cid": "Cid"}) == [
        "Bob is kept off WALK by hand.",
        "Cid was put on WALK by hand and is not in the crew.",
    ]
    assert crew_faults([ANN], WALK, []) == [
        "WALK needs a crew of 2, and this is 1: nobody goes alone.",
        "Together they carry 18 kg, and WALK needs 30 kg.",
    ]
    four = [ANN, BOB, replace(BOB, person="x"), replace(BOB, person="y")]
    assert crew_faults(four, WALK, []) == ["WALK takes a crew of at most 3, and this is 4."]
    kept = replace(RIDE, seats_kept=1)
    assert crew_faults(four, kept, [], carrier=VAN) == [
        "Van has 3 seats with 1 kept free, too few for 4."
    ]


def test_the_vehicle_must_fit() -> None:
    """None on foot; the one wished for, of the same base."""
    assert crew_faults([ANN, BOB], WALK, [], carrier=VAN) == ["WALK goes on foot, without Van."]
    assert crew_faults([ANN, BOB], RIDE, []) == ["RIDE has no vehicle."]
    other = replace(VAN, base="far")
    assert crew_faults([ANN, BOB], RIDE, [], carrier=other) == [
        "Van belongs to another base than RIDE leaves from."
    ]
    wished = replace(RIDE, carrier="mini")
    assert crew_faults([ANN, BOB], wished, [], carrier=VAN) == [
        "Van is not the vehicle that RIDE wants."
    ]


def test_nobody_at_all_is_said_so() -> None:
    """An empty crew has no lead."""
    assert crew_faults([], replace(WALK, carry_kg=0.0), []) == [
        "WALK needs a crew of 2, and this is 0: nobody goes alone.",
        "WALK has no lead: nobody may lead.",
    ]
