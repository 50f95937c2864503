"""Who goes on what: what matters before what, and what is said of it."""

from collections.abc import Iterable
from dataclasses import replace
from random import Random

import pytest

from holdfast.base.errors import Refused
from holdfast.plan.crews.assign import assign
from holdfast.plan.crews.duties import Assigned, Duty
from holdfast.plan.crews.faults import crew_faults
from holdfast.plan.problem import Carrier, Pair, Walker


def walker(name: str, skills: str = "", borne_h: float = 0.0, kg: float = 20.0) -> Walker:
    return Walker(name.lower(), name, frozenset(skills.split()), kg, 1.0, borne_h)


def car(name: str, seats: int = 4) -> Carrier:
    return Carrier(name.lower(), name, "car", seats, 300, 2, 20, 10)


KITE = Duty("kite", "KITE", "foot", hours=6.0)
ROOK = Duty("rook", "ROOK", "foot", hours=6.0)
RIDE = Duty("ride", "RIDE", "car", hours=6.0)


def crews(found: Assigned) -> dict[str, str]:
    """Who goes on what, in words."""
    return {p.duty.name: " ".join(w.name for w in p.crew.people) for p in found.posts}


def stay(found: Assigned, name: str) -> str:
    return dict(found.stays)[name.lower()]


def test_the_rested_go_and_no_more_than_are_needed() -> None:
    """Two of five, those with the least hours outside; the others are told why not."""
    team = [walker(n, "lead", h) for n, h in zip("ABCDE", (9, 0, 31, 2, 5), strict=True)]
    found = assign([KITE], team, [], [], "supply")
    assert crews(found) == {"KITE": "B D"}
    assert found.posts[0].crew.why == (
        "B: leads, 0 h outside this week.",
        "D: 2 h outside this week.",
    )
    assert stay(found, "C") == "C stays: 31 h outside this week, D on KITE only 2 h."
    assert found.proven


def test_the_more_rested_go_where_more_is_to_be_borne() -> None:
    """Exposure is shared evenly: the sum of squares is least that way."""
    team = [walker("A", "lead", 20), walker("B", "", 20), walker("C", "lead"), walker("D")]
    long = replace(ROOK, hours=10.0)
    assert crews(assign([KITE, long], team, [], [], "supply")) == {"KITE": "A B", "ROOK": "C D"}
    feared = replace(KITE, hazard=0.05)
    assert crews(assign([feared, ROOK], team, [], [], "supply")) == {"KITE": "C D", "ROOK": "A B"}


def test_weight_comes_before_any_comfort() -> None:
    """The only lead goes on what matters most, however much they have borne."""
    team = [walker("A", "lead", 60), walker("B"), walker("C")]
    light, heavy = replace(KITE, weight=1.0), replace(ROOK, weight=1.01)
    found = assign([light, heavy], team, [], [], "supply")
    assert list(crews(found)) == ["ROOK"]
    assert found.unmanned == (
        ("kite", "KITE is not manned: only C is left who may go on it, and nobody goes alone."),
    )
    assert assign([light, heavy], [*team, walker("D")], [], [], "supply").unmanned == (
        ("kite", "KITE is not manned: nobody with the skill lead is left (A goes on ROOK)."),
    )


def test_who_must_go_goes_before_what_weighs_most() -> None:
    """By order: even if a heavier duty is not manned for it."""
    team = [walker("A", "lead"), walker("B"), walker("C", "", 40)]
    barring = replace(ROOK, weight=9.0, barred=frozenset({"c"}))
    found = assign([KITE, barring], team, [], [], "supply", must_go=["c"])
    assert list(crews(found)) == ["KITE"]
    assert "C: ordered to go, 40 h outside this week." in found.posts[0].crew.why


def test_a_needed_skill_goes_along_and_a_wanted_one_swaps_but_adds_nobody() -> None:
    """The medic is needed; the scout goes instead of another, not as one more."""
    team = [walker("A", "lead"), walker("B", "medic", 30), walker("C"), walker("S", "scout", 9)]
    needs = replace(KITE, needs=frozenset({"medic"}))
    assert crews(assign([needs], team, [], [], "supply")) == {"KITE": "A B"}
    found = assign([KITE], team, [], [], "supply")
    assert crews(found) == {"KITE": "A S"}
    assert stay(found, "C") == "C stays: S on KITE has the wanted skill scout."


def test_good_pairs_go_together() -> None:
    """Across two duties, where nothing else tells them apart."""
    team = [walker("A", "lead"), walker("B", "lead"), walker("C"), walker("D")]
    pairs = [Pair("a", "d", "works_well", 0), Pair("b", "c", "none", 3)]
    found = assign([KITE, ROOK], team, [], pairs, "supply")
    assert set(crews(found).values()) == {"A D", "B C"}
    why = {line for p in found.posts for line in p.crew.why}
    assert "D: works well with A, 0 h outside this week." in why
    assert "C: 3 runs home with B, 0 h outside this week." in why


def test_who_must_not_go_together_is_told_with_whom() -> None:
    """Without that rule they would have gone."""
    team = [walker("Ann", "scout locks"), walker("Bob", "lead"), walker("Cid", "", 30)]
    found = assign([KITE], team, [], [Pair("ann", "bob", "must_not", 0)], "supply")
    assert crews(found) == {"KITE": "Bob Cid"}
    assert stay(found, "Ann") == "Ann stays: Ann must not go with Bob, who leads KITE."


def test_who_must_go_with_somebody_absent_stays() -> None:
    """A partner who is not among those who can go keeps them at home."""
    team = [walker("Ann", "lead"), walker("Bob"), walker("Cid", "lead", 50)]
    found = assign([KITE], team, [], [Pair("ann", "zed", "must", 0)], "supply")
    assert crews(found) == {"KITE": "Bob Cid"}
    assert stay(found, "Ann") == "Ann stays: Ann must go with zed, who cannot go."


def test_the_last_medic_is_rather_kept_at_home() -> None:
    """If somebody only a little less rested can go instead."""
    team = [walker("A", "lead"), walker("L", "lead", 50), walker("M", "medic"), walker("O", "", 2)]
    found = assign([KITE], team, [], [], "supply")
    assert crews(found) == {"KITE": "A O"}
    assert stay(found, "M") == "M stays: kept at home, where there is no other medic."


def test_each_vehicle_serves_one_duty_with_seats_for_its_crew() -> None:
    """Three go in the larger car; the other goes where two will do; the third has none."""
    team = [walker(n, "lead driver") for n in "ABCDEFGH"]
    three = replace(RIDE, key="three", name="THREE", least=3)
    kept = replace(RIDE, key="kept", name="KEPT", seats_kept=2, weight=0.5)
    found = assign([RIDE, three, kept], team, [car("Mini", 2), car("Van", 4)], [], "supply")
    assert {p.duty.name: p.carrier and p.carrier.name for p in found.posts} == {
        "RIDE": "Mini", "THREE": "Van",
    }  # fmt: skip
    assert dict(found.unmanned) == {
        "kept": "KEPT is not manned: no car is left (Mini goes on RIDE, Van goes on THREE)."
    }


def test_nobody_goes_without_a_seat() -> None:
    """Seats kept free for others are none for the crew."""
    team = [walker("A", "lead"), walker("B", "driver"), walker("C", "medic")]
    full = replace(RIDE, needs=frozenset({"medic"}))
    assert crews(assign([full], team, [car("Mini", 3)], [], "supply")) == {"RIDE": "A B C"}
    found = assign([replace(full, seats_kept=1)], team, [car("Mini", 3)], [], "supply")
    assert found.unmanned == (
        ("ride", "RIDE is not manned: no crew small enough has all that it needs."),
    )


def test_the_vehicle_wished_for_is_the_one_that_goes() -> None:
    """By its id; another will not do."""
    team = [walker(n, "lead driver") for n in "ABCD"]
    wished = replace(RIDE, carrier="van")
    found = assign([wished], team, [car("Mini"), car("Van")], [], "supply")
    assert [p.carrier and p.carrier.name for p in found.posts] == ["Van"]
    none = assign([wished], team, [car("Mini")], [], "supply")
    assert none.unmanned == (("ride", "RIDE is not manned: its vehicle cannot go."),)


def test_what_is_missing_is_said_with_where_it_is() -> None:
    """A driver who leads elsewhere; a skill that nobody has."""
    team = [walker("A", "lead driver"), walker("B", "lead"), walker("C"), walker("D")]
    rides = [RIDE, replace(RIDE, key="two", name="TWO", weight=0.5)]
    found = assign(rides, team, [car("Mini"), car("Van")], [], "supply")
    assert dict(found.unmanned)["two"] == (
        "TWO is not manned: nobody with the skill driver is left (A goes on RIDE)."
    )
    needs = replace(KITE, needs=frozenset({"medic"}))
    found = assign([needs], team, [], [], "supply")
    assert found.unmanned == (
        ("kite", "KITE is not manned: nobody who can go has the skill medic."),
    )
    assert {words for _, words in found.stays} == {
        f"{n} stays: no crew goes out." for n in "ABCD"
    }  # fmt: skip


def test_who_is_put_on_a_duty_by_hand_is_on_it_if_it_is_manned() -> None:
    """And who is kept off it is not."""
    team = [walker("A", "lead"), walker("B", "lead", 70), walker("C"), walker("D")]
    duty = replace(KITE, fixed=frozenset({"b"}), barred=frozenset({"c"}))
    found = assign([duty], team, [], [], "supply")
    assert crews(found) == {"KITE": "B D"}
    assert "B: leads, put on it by hand, 70 h outside this week." in found.posts[0].crew.why
    assert stay(found, "C") == "C stays: C is kept off KITE by hand."


def test_a_crew_on_foot_is_as_strong_as_its_load_and_as_fast_as_its_times() -> None:
    """Three carry what two cannot, each less their kit; the slow and those of other bases stay."""
    team = [walker("A", "lead"), walker("B"), walker("C", "", 9), walker("D", "", 9)]
    load = replace(KITE, carry_kg=45.0, gear_kg=4.0)
    assert len(assign([load], team, [], [], "supply").posts[0].crew.people) == 3
    slow = [replace(team[0], pace=0.7), replace(team[1], base="far"), *team[2:]]
    quick = replace(KITE, pace=0.8, base="here")
    found = assign([quick], slow, [], [], "supply")
    assert found.unmanned[0][1] == (
        "KITE is not manned: nobody with the skill lead is left (A is too slow for it)."
    )


def test_nothing_asked_or_nobody_there_is_an_answer() -> None:
    """No duties, no people, neither."""
    assert assign([], [], [], [], "supply") == Assigned((), (), (), 0, 0.0, True)
    assert len(assign([], [walker("A", "lead")], [car("Van")], [], "supply").stays) == 1
    assert assign([KITE], [], [], [], "supply").unmanned[0][1] == (
        "KITE is not manned: nobody is left who may go on it, and nobody goes alone."
    )


@pytest.mark.parametrize(
    "duties",
    [[KITE, KITE], [replace(KITE, least=1)], [replace(KITE, hours=-1.0)],
     [replace(KITE, weight=float("nan"))]],
)  # fmt: skip
def test_nonsense_is_refused(duties: list[Duty]) -> None:
    """A duty twice, somebody alone, a figure below nothing."""
    with pytest.raises(Refused):
        assign(duties, [walker("A", "lead"), walker("B")], [], [], "supply")


# -- many ------------------------------------------------------------------------------------------


def many(n: int, m: int, known: int, seed: int) -> tuple[list[Duty], list[Walker], list[Pair]]:
    """A base of n with m duties, and so many pairs who know each other."""
    rng = Random(seed)  # noqa: S311 - a toy base
    odds = {"lead": 0.3, "driver": 0.4, "medic": 0.15, "scout": 0.3, "locks": 0.2}
    team = [
        walker(f"P{i:03}", " ".join(s for s, p in odds.items() if rng.random() < p),
               rng.choice([0.0, 0.0, rng.uniform(0, 40)]))
        for i in range(n)
    ]  # fmt: skip
    duties = [
        Duty(f"d{i}", f"D{i}", rng.choice(["foot", "car"]), hours=rng.uniform(2, 10),
             needs=frozenset(rng.choice(["", "medic", "scout"]).split()), hazard=0.01,
             weight=rng.uniform(1, 9))
        for i in range(m)
    ]  # fmt: skip
    rules = ["must", "must", "must_not", "must_not", *["none"] * known]
    ends = dict.fromkeys(tuple(sorted(rng.sample([w.person for w in team], 2))) for _ in rules)
    pairs = [Pair(a, b, r, rng.randint(1, 6)) for (a, b), r in zip(ends, rules, strict=False)]
    return duties, team, pairs


def everyone(found: Assigned) -> Iterable[str]:
    return sorted([w.person for p in found.posts for w in p.crew.people] + [
        p for p, _ in found.stays
    ])  # fmt: skip


@pytest.mark.parametrize(("n", "m", "known"), [(30, 12, 0), (30, 12, 60), (200, 20, 500)])
def test_a_large_base_has_an_answer_that_keeps_the_rules(n: int, m: int, known: int) -> None:
    """Nobody twice, nobody forgotten, no crew with a fault; the same question the same answer."""
    duties, team, pairs = many(n, m, known, seed=1)
    cars = [car(f"Car{i}", 3 + i % 3) for i in range(6)]
    found = assign(duties, team, cars, pairs, "supply")
    assert everyone(found) == [w.person for w in team]
    assert len(found.posts) > m / 2
    for post in found.posts:
        assert crew_faults(post.crew.people, post.duty, pairs, carrier=post.carrier) == []
    vehicles = [p.carrier.vehicle for p in found.posts if p.carrier]
    assert len(vehicles) == len(set(vehicles))
    assert n > 30 or assign(duties, team, cars, pairs, "supply") == found


def test_loads_that_all_differ_are_kept_too() -> None:
    """Where the points are left to the climb: each crew on foot still carries what it must."""
    duties, team, pairs = many(24, 8, 0, seed=2)
    team = [replace(w, carry_kg=12.0 + 0.7 * i) for i, w in enumerate(team)]
    duties = [replace(d, carry_kg=50.0, gear_kg=4.0) for d in duties]
    found = assign(duties, team, [car("Van")], pairs, "supply")
    on_foot = [p for p in found.posts if p.carrier is None]
    assert on_foot
    for post in on_foot:
        assert sum(w.carry_kg - 4 for w in post.crew.people) >= 50
    assert everyone(found) == [w.person for w in team]
    assert not found.proven
