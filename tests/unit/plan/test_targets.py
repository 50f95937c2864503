"""What a site is to a plan: the worth of a look, caches, who waits, what can be spared."""

from collections.abc import Callable
from itertools import pairwise

import pytest

from holdfast import facts as f
from holdfast.base.clock import DAY_MS, HOUR_MS
from holdfast.plan.problem import KNOWS, Problem, Target, Waiting
from holdfast.plan.question.targets import SEEN_FROM_M, UNSEEN_CHANCE, UNSEEN_WORTH

Ask = Callable[..., Problem]
Spot = Callable[[float, float], f.Point]
MORNING_MS = 1_795_158_000_000
EARLIER_MS = MORNING_MS - 3 * DAY_MS


def only(problem: Problem) -> Target:
    """The one target."""
    (target,) = problem.targets
    return target


def rumour(spot: Spot, credibility: str) -> f.Fact:
    """Rations told of at the depot once more."""
    return f.SightingReported(
        sighting="more", at=spot(4_000, 0), about="stock", words="", site="depot",
        reliability="B", credibility=credibility, contents=(f.Amount("ration", 200),),  # type: ignore[arg-type]
    )  # fmt: skip


def band(spot: Spot, east_m: float, per_km: float = 0.1) -> f.ThreatNoted:
    """A threat of some 100 m somewhere on the street."""
    return f.ThreatNoted(
        threat="band", name="Band", what="armed", at=spot(east_m, 0), radius_m=100,
        reliability="C", credibility="3", per_km=per_km,
    )  # fmt: skip


def run(
    name: str, *reports: f.Fact, home: bool = True, others: int = 0, at_ms: int = EARLIER_MS
) -> list[f.Fact]:
    """A run of Leila's and Kai's to the depot with these reports, three days ago."""
    task = f.Tasking(
        mode="foot", crew=("leila", "kai"), lead="leila", stops=(), ways=(), depart_ms=at_ms,
        turn_ms=at_ms + HOUR_MS, home_ms=at_ms + 2 * HOUR_MS, check_every_s=1_800.0, load_kg=0.0,
        hazard=0.0, value=0.0,
    )  # fmt: skip
    told: list[f.Fact] = [
        f.RunTasked(
            run=name, call=name.upper(), objective="supply", base="base", tasking=task,
            when_ms=at_ms,
        ),
        f.Departed(run=name, crew=("leila", "kai"), when_ms=at_ms),
        *reports,
    ]  # fmt: skip
    came = f.CameHome(run=name, home=("leila", "kai"), others=others, when_ms=at_ms + 2 * HOUR_MS)
    return [*told, *([came] if home else [])]


def arrived(name: str, at_ms: int = EARLIER_MS) -> f.Arrived:
    return f.Arrived(run=name, site="depot", when_ms=at_ms + HOUR_MS)


def found(name: str, at_ms: int = EARLIER_MS, **people: int) -> f.PeopleFound:
    return f.PeopleFound(run=name, when_ms=at_ms + HOUR_MS + 1, **people)  # type: ignore[arg-type]


# -- recon -----------------------------------------------------------------------------------------


def test_a_look_is_worth_something_only_where_it_is_the_errand(ask: Ask) -> None:
    """Supply runs learn nothing that counts."""
    assert only(ask(objective="supply")).learns == 0
    assert only(ask(objective="recon")).learns > 0


def test_a_look_is_worth_most_where_nobody_knows(ask: Ask, spot: Spot) -> None:
    """An even chance teaches most; what is sure, or surely wrong, teaches little."""
    sure, even = (
        only(ask(rumour(spot, c), objective="recon")) for c in ("1", "3")
    )  # fmt: skip
    goods = {"1": sure, "3": even}
    assert goods["3"].learns > goods["1"].learns


def test_the_worth_of_a_look_is_how_far_belief_would_move(ask: Ask, spot: Spot) -> None:
    """2 p (1 - p) of what is told of, and of what nobody has told of."""
    target = only(ask(rumour(spot, "3"), objective="recon"))
    goods = only(ask(rumour(spot, "3"))).goods
    assert sorted(g.worth for g in goods) == [1.0, 40.0]
    moved = sum(2 * g.n * g.worth * g.p_there * (1 - g.p_there) for g in goods)
    moved += 2 * UNSEEN_CHANCE * (1 - UNSEEN_CHANCE) * UNSEEN_WORTH
    assert target.learns == pytest.approx(moved)


def test_a_site_of_which_nothing_is_believed_is_worth_a_look(ask: Ask, spot: Spot) -> None:
    """But not one that we have just searched wholly; with the months it is again."""
    mill = f.SiteNoted(site="mill", name="Mill", at=spot(1_000, 0), what="warehouse")
    unseen = only(ask(mill, objective="recon", sites=("mill",)))
    assert unseen.learns == pytest.approx(2 * UNSEEN_CHANCE * (1 - UNSEEN_CHANCE) * UNSEEN_WORTH)
    worth = []
    for days in (1, 3, 10, 30):
        at_ms = MORNING_MS - days * DAY_MS
        seen = f.FoundReported(run="heron", site="mill", searched="all", when_ms=at_ms + HOUR_MS)
        words = run("heron", seen, at_ms=at_ms)
        site = f.SiteNoted(
            site="mill", name="Mill", at=spot(1_000, 0), what="warehouse", when_ms=at_ms
        )
        worth.append(only(ask(site, *words, objective="recon", sites=("mill",))).learns)
    assert all(0 < a < b for a, b in pairwise(worth))
    assert worth[0] < 0.1 * unseen.learns
    assert worth[-1] < unseen.learns


def test_a_threat_near_a_site_makes_a_look_worth_more(ask: Ask, spot: Spot) -> None:
    """As far as it can be seen from there."""
    plain = only(ask(objective="recon")).learns
    near = only(ask(band(spot, 4_000 - 0.9 * SEEN_FROM_M), objective="recon")).learns
    far = only(ask(band(spot, 4_000 - 2 * SEEN_FROM_M), objective="recon")).learns
    assert near > plain == far


def test_a_threat_is_seen_once(ask: Ask, spot: Spot) -> None:
    """Of two sites near it, from the nearer; together they are worth no more than one of them."""
    mill = f.SiteNoted(site="mill", name="Mill", at=spot(3_500, 0), what="warehouse")
    bare = ask(mill, objective="recon", sites=("depot", "mill"))
    both = ask(mill, band(spot, 3_400), objective="recon", sites=("depot", "mill"))
    gains = [b.learns - a.learns for a, b in zip(bare.targets, both.targets, strict=True)]
    assert gains[0] == 0
    assert gains[1] > 0


# -- recovery --------------------------------------------------------------------------------------


def cache(spot: Spot, key: str = "c", n: float = 30.0, **more: object) -> f.CacheLaid:
    """Rations laid at the depot by HERON."""
    known = {"site": "depot", "mark": "blue rag", "knows": ("ruth",), **more}
    return f.CacheLaid(
        run="heron", cache=key, contents=(f.Amount("ration", n),), at=spot(4_000, 0),
        when_ms=EARLIER_MS + HOUR_MS, **known,  # type: ignore[arg-type]
    )  # fmt: skip


def test_a_recovery_brings_what_our_caches_hold(ask: Ask, spot: Spot) -> None:
    """Two caches of one item add up; they stand for what else is believed of it."""
    words = run("heron", cache(spot), cache(spot, "d", 12.0))
    target = only(ask(*words, objective="recovery"))
    rations = next(g for g in target.goods if g.item == "ration")
    assert rations.n == 42
    assert 0.9 < rations.p_there < 0.95
    assert {g.item for g in target.goods} == {"ration", "chest"}
    assert next(g for g in only(ask(*words)).goods if g.item == "ration").n == 200


def test_a_cache_is_bound_to_the_run_that_laid_it(ask: Ask, spot: Spot) -> None:
    """Its call sign, its mark and who knows of it go with the target."""
    (cached,) = only(ask(*run("heron", cache(spot)), objective="recovery")).caches
    assert (cached.call, cached.mark, cached.names) == ("HERON", "blue rag", ("Ruth",))


def test_where_nobody_is_named_those_who_laid_it_know_it(ask: Ask, spot: Spot) -> None:
    """The crew of the first run."""
    (cached,) = only(ask(*run("heron", cache(spot, knows=())), objective="recovery")).caches
    assert set(cached.names) == {"Leila", "Kai"}


def test_who_knows_of_the_cache_counts_as_skilled(ask: Ask, spot: Spot) -> None:
    """In a recovery of it and in nothing else."""
    words = run("heron", cache(spot))
    for objective, know in (("recovery", {"ruth"}), ("supply", set())):
        problem = ask(*words, objective=objective)
        assert {w.person for w in problem.walkers if KNOWS in w.skills} == know


def test_an_emptied_cache_is_none(ask: Ask, spot: Spot) -> None:
    """What was lifted is not brought twice."""
    lifted = f.CacheLifted(
        run="heron", cache="c", taken=(f.Amount("ration", 30),), when_ms=EARLIER_MS + HOUR_MS + 9
    )
    assert only(ask(*run("heron", cache(spot), lifted), objective="recovery")).caches == ()


def test_a_cache_at_no_site_belongs_to_the_site_beside_it(ask: Ask, spot: Spot) -> None:
    """Near it, not across the country."""
    laid = f.CacheLaid(
        run="heron", cache="c", contents=(f.Amount("ration", 5),), at=spot(4_100, 0),
        when_ms=EARLIER_MS + HOUR_MS,
    )  # fmt: skip
    far = f.CacheLaid(
        run="heron", cache="d", contents=(f.Amount("ration", 5),), at=spot(1_000, 0),
        when_ms=EARLIER_MS + HOUR_MS,
    )  # fmt: skip
    held = only(ask(*run("heron", laid, far), objective="recovery")).caches
    assert [c.cache for c in held] == ["c"]


# -- rescue ----------------------------------------------------------------------------------------


def waits(problem: Problem) -> list[tuple[int, int, int, int]]:
    """Who waits, without the chance."""
    return [(w.n, w.walking, w.carried, w.children) for w in only(problem).waiting]


def test_a_group_with_children_is_one_and_others_are_single(ask: Ask) -> None:
    """Families whole; children who are not among those counted are counted."""
    want = f.StopWanted(
        "depot",
        people=(
            f.Group(walking=3, carried=1, children=2),
            f.Group(walking=4),
            f.Group(walking=1, carried=2),
            f.Group(children=3),
        ),
    )
    assert waits(ask(objective="rescue", wants=(want,))) == [
        (1, 3, 1, 2), (1, 3, 0, 3), (2, 0, 1, 0), (5, 1, 0, 0),
    ]  # fmt: skip


def test_without_a_word_somebody_may_wait(ask: Ask) -> None:
    """One person, as likely as not."""
    assert only(ask(objective="rescue")).waiting == (Waiting(1, 1, 0, 0, 0.5, "depot"),)


def test_those_whom_a_run_left_behind_wait(ask: Ask) -> None:
    """Found less those who came in with it, the walking ones first; a family stays one."""
    some = run("heron", arrived("heron"), found("heron", walking=4, carried=1), others=2)
    assert waits(ask(*some, objective="rescue")) == [(1, 0, 1, 0), (2, 1, 0, 0)]
    family = run("heron", arrived("heron"), found("heron", walking=2, carried=1, children=2))
    assert waits(ask(*family, objective="rescue")) == [(1, 2, 1, 2)]
    assert all(w.p_there < 1 for w in only(ask(*family, objective="rescue")).waiting)


def test_who_came_in_counts_once_over_all_that_a_run_found(ask: Ask) -> None:
    """Two at first, three more later, three of them came in."""
    words = run(
        "heron", arrived("heron"), found("heron", walking=2), found("heron", walking=3), others=3
    )
    assert waits(ask(*words, objective="rescue")) == [(2, 1, 0, 0)]


def test_who_came_home_with_the_run_waits_no_more(ask: Ask) -> None:
    """All of them brought in: back to somebody, perhaps."""
    all_in = run("heron", arrived("heron"), found("heron", walking=2), others=2)
    assert only(ask(*all_in, objective="rescue")).waiting[0].p_there == 0.5


def test_a_later_run_to_the_site_sets_an_earlier_one_right(ask: Ask) -> None:
    """It met nobody there, or fewer."""
    first = run("heron", arrived("heron"), found("heron", walking=4))
    later = EARLIER_MS + DAY_MS
    second = run("owl", arrived("owl", later), found("owl", later, walking=1), at_ms=later)
    assert waits(ask(*first, *second, objective="rescue")) == [(1, 1, 0, 0)]
    nobody = run("owl", arrived("owl", later), at_ms=later)
    assert only(ask(*first, *nobody, objective="rescue")).waiting[0].p_there == 0.5


def test_what_the_question_says_holds_against_what_runs_said(ask: Ask) -> None:
    """Who asks knows best."""
    words = run("heron", arrived("heron"), found("heron", walking=4))
    want = f.StopWanted("depot", people=(f.Group(walking=1),))
    assert waits(ask(*words, objective="rescue", wants=(want,))) == [(1, 1, 0, 0)]


# -- transfer --------------------------------------------------------------------------------------


def camp(spot: Spot, key: str = "camp", heads: int = 20, east_m: float = 4_000) -> f.BaseFounded:
    """Another base."""
    return f.BaseFounded(
        base=key, name=key.title(), at=spot(east_m, 0), zone="Etc/GMT-1", headcount=heads
    )


def stock(lot: str, item: str, n: float, base: str = "base", **more: object) -> list[f.Fact]:
    """A lot that lies at a base."""
    return [
        f.LotDefined(lot=lot, item=item, **more),  # type: ignore[arg-type]
        f.StockCounted(lot=lot, holder=f"base:{base}", n=n),
    ]


FOOD = f.RationSet(
    need="food", unit="kcal", per_person_day=2_000.0, floor_days=3.0, source="assumed"
)
RATION = f.ItemDefined(
    item="ration", name="Rations", unit="pack", need="food", kg=1.0, covers=2_000.0
)


def given(problem: Problem) -> dict[tuple[str, str], float]:
    """What is handed over, by place and item."""
    return {(t.site, g.item): g.n for t in problem.targets for g in t.brought}


def test_days_are_levelled_and_never_turned_round(ask: Ask, spot: Spot) -> None:
    """Five people with 100 days, twenty with one: after it they have the same, in whole packs."""
    words = [
        camp(spot),
        FOOD,
        RATION,
        *stock("a", "ration", 500),
        *stock("b", "ration", 20, "camp"),
    ]
    (n,) = given(ask(*words, objective="transfer", sites=("camp",))).values()
    assert n == 396
    assert (500 - n) / 5 == pytest.approx((20 + n) / 20, abs=1)


def test_nobody_gives_what_takes_them_below_their_floor(ask: Ask, spot: Spot) -> None:
    """Three days for five people stay, however little the others have."""
    words = [camp(spot, heads=1_000), FOOD, RATION, *stock("a", "ration", 40)]
    assert given(ask(*words, objective="transfer", sites=("camp",))) == {("camp", "ration"): 25}
    words = [camp(spot, heads=1_000), FOOD, RATION, *stock("a", "ration", 14)]
    assert given(ask(*words, objective="transfer", sites=("camp",))) == {}


def test_who_has_more_gets_nothing(ask: Ask, spot: Spot) -> None:
    """Each base in its turn."""
    words = [camp(spot), FOOD, RATION, *stock("a", "ration", 50),
             *stock("b", "ration", 9_000, "camp")]  # fmt: skip
    assert given(ask(*words, objective="transfer", sites=("camp",))) == {}


def test_who_gives_is_not_left_with_less_than_who_gets(ask: Ask, spot: Spot) -> None:
    """Even where a third has plenty and keeps it."""
    words = [camp(spot, heads=5), camp(spot, "fort", 50, 2_000), FOOD, RATION,
             *stock("a", "ration", 250), *stock("b", "ration", 250, "camp")]  # fmt: skip
    gone = given(ask(*words, objective="transfer", sites=("camp", "fort")))
    assert set(gone) == {("fort", "ration")}
    left_days, got_days = (250 - gone[("fort", "ration")]) / 5, gone[("fort", "ration")] / 50
    assert left_days >= got_days > 4


def test_two_bases_share_what_can_be_spared(ask: Ask, spot: Spot) -> None:
    """Together they get no more than one alone could; who lacks more gets more."""
    words = [camp(spot, heads=30), camp(spot, "fort", 10, 2_000), FOOD, RATION,
             *stock("a", "ration", 100)]  # fmt: skip
    both = given(ask(*words, objective="transfer", sites=("camp", "fort")))
    assert both[("camp", "ration")] == pytest.approx(3 * both[("fort", "ration")], abs=3)
    assert 80 <= sum(both.values()) <= 85


def test_no_two_bases_are_given_the_same_packs(ask: Ask, spot: Spot) -> None:
    """What expires soonest goes to the one or the other. Expired beans are no reason: three good
    days for five people stay here, and are not replaced by what nobody may eat.
    """
    beans = f.ItemDefined(item="beans", name="Beans", unit="tin", need="food", kg=1, covers=2_000.0)
    words = [
        camp(spot, heads=30), camp(spot, "fort", 30, 2_000), FOOD, RATION, beans,
        *stock("a", "ration", 20, expires_ms=MORNING_MS + 9 * DAY_MS),
        *stock("b", "beans", 20, expires_ms=MORNING_MS + 2 * DAY_MS),
        *stock("c", "beans", 900, expires_ms=MORNING_MS - 1),
    ]  # fmt: skip
    both = given(ask(*words, objective="transfer", sites=("camp", "fort")))
    for item in ("beans", "ration"):
        assert sum(n for (_, i), n in both.items() if i == item) <= 20
    assert 24 <= sum(both.values()) <= 40 - 3 * 5


def test_what_expires_soonest_goes_first_and_what_has_expired_stays(ask: Ask, spot: Spot) -> None:
    """Of two kinds of food."""
    beans = f.ItemDefined(item="beans", name="Beans", unit="tin", need="food", kg=1, covers=2_000.0)
    words = [
        camp(spot), FOOD, RATION, beans,
        *stock("a", "ration", 100, expires_ms=MORNING_MS + 9 * DAY_MS),
        *stock("b", "beans", 100, expires_ms=MORNING_MS + 2 * DAY_MS),
        *stock("c", "beans", 5, expires_ms=MORNING_MS - 1),
    ]  # fmt: skip
    gone = given(ask(*words, objective="transfer", sites=("camp",)))
    assert gone[("camp", "beans")] == 100
    assert 0 < gone[("camp", "ration")] < 100


def test_what_has_no_ration_is_shared_by_heads(ask: Ask, spot: Spot) -> None:
    """Five people here, twenty there, ten chests: eight go."""
    words = [camp(spot), *stock("a", "chest", 10)]
    assert given(ask(*words, objective="transfer", sites=("camp",))) == {("camp", "chest"): 8}


def test_a_place_that_is_no_base_gets_what_lies_above_the_floor(ask: Ask) -> None:
    """Of what has no ration, the half."""
    words = [FOOD, RATION, *stock("a", "ration", 40), *stock("b", "chest", 9)]
    assert given(ask(*words, objective="transfer")) == {
        ("depot", "ration"): 25, ("depot", "chest"): 4,
    }  # fmt: skip
