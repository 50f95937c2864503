"""Crews: the rules are kept, and no other crew would be better."""

from itertools import combinations
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.plan.crews.crew import HISTORY, HOUR_BORNE, SKILL, WANTED, WORKS_WELL, best_crew
from holdfast.plan.problem import Pair, Problem, Walker


def walker(name: str, *skills: str, borne_h: float = 0.0) -> Walker:
    return Walker(name.lower(), name, frozenset(skills), 20.0, 1.0, borne_h)


def among(*walkers: Walker, pairs: tuple[Pair, ...] = (), objective: str = "supply") -> Problem:
    """As much of a problem as a crew is chosen by."""
    asked = SimpleNamespace(objective=objective)
    return cast(Problem, SimpleNamespace(walkers=walkers, pairs=pairs, asked=asked))


def names(problem: Problem, size: int, *, driver: bool = False) -> set[str]:
    crew = best_crew(problem, size, driver)
    return {w.name for w in crew.people} if crew else set()


def most_points(problem: Problem, size: int, *, driver: bool) -> float | None:
    """The points of the best crew that keeps the rules, by trying them all."""
    rules = {frozenset((p.one, p.other)): p for p in problem.pairs}
    found = []
    for crew in combinations(problem.walkers, size):
        inside = {w.person for w in crew}
        skills = set().union(*(w.skills for w in crew))
        pairs = [(len(both & inside), p) for both, p in rules.items()]
        broken = any(
            (n == 2 and p.rule == "must_not") or (n == 1 and p.rule == "must") for n, p in pairs
        )
        if broken or "lead" not in skills or (driver and "driver" not in skills):
            continue
        bonds = [
            WORKS_WELL * (p.rule in ("must", "works_well")) + HISTORY * min(10, p.runs)
            for n, p in pairs
            if n == 2
        ]
        wanted = SKILL * len(skills & set(WANTED[problem.asked.objective]))
        found.append(wanted + sum(bonds) - HOUR_BORNE * sum(w.borne_h for w in crew))
    return max(found, default=None)


@settings(max_examples=150, deadline=None)
@given(data=st.data(), n=st.integers(0, 11), size=st.integers(2, 4), driver=st.booleans())
def test_no_other_crew_has_more_points(data: Any, n: int, size: int, *, driver: bool) -> None:
    """Against every crew there is; none where none keeps the rules."""
    skills = st.sets(st.sampled_from(["lead", "driver", "scout", "locks", "medic"]), max_size=3)
    people = [
        walker(f"P{i:02}", *data.draw(skills), borne_h=data.draw(st.sampled_from([0, 2, 9, 40])))
        for i in range(n)
    ]
    ends = st.lists(st.sampled_from(people or [walker("X")]), min_size=2, max_size=2, unique=True)
    rule = st.sampled_from(["must", "must_not", "works_well", "none"])
    pairs = tuple(
        Pair(a.person, b.person, data.draw(rule), data.draw(st.integers(0, 3)))
        for a, b in (data.draw(st.lists(ends, max_size=5)) if n > 1 else [])
    )
    problem = among(*people, pairs=tuple({frozenset((p.one, p.other)): p for p in pairs}.values()))
    crew, most = best_crew(problem, size, driver), most_points(problem, size, driver=driver)
    assert (crew is None) == (most is None)
    if crew is not None:
        assert crew.points == pytest.approx(most)
        assert "lead" in crew.lead.skills
        assert crew.lead in crew.people


def test_the_rested_go_where_nothing_else_tells_them_apart() -> None:
    """Out of fifty alike, those who have borne least: nobody is left out of sight."""
    people = [walker(f"P{i:02}", "lead", borne_h=60 - i) for i in range(50)]
    assert names(among(*people), 2) == {"P48", "P49"}


def test_a_wanted_skill_outweighs_a_day_outside_and_a_good_pair_outweighs_little() -> None:
    """For a supply run a scout who was out ten hours goes before a cook who was not."""
    problem = among(walker("Lee", "lead"), walker("Sam", "scout", borne_h=10), walker("Coo"))
    assert names(problem, 2) == {"Lee", "Sam"}
    paired = among(*problem.walkers, pairs=(Pair("lee", "coo", "works_well", 0),))
    assert names(paired, 2) == {"Lee", "Coo"}


def test_who_must_go_together_go_together_or_not_at_all() -> None:
    """A pair that must stay whole fits no crew of two with a third person as its only lead."""
    problem = among(
        walker("Lee", "lead"), walker("A", "scout"), walker("B"),
        pairs=(Pair("a", "b", "must", 0),),
    )  # fmt: skip
    assert names(problem, 2) == set()
    assert names(problem, 3) == {"Lee", "A", "B"}


def test_who_must_not_go_together_never_do() -> None:
    """Even if both are wanted."""
    problem = among(
        walker("Lee", "lead"), walker("A", "scout"), walker("B", "locks"), walker("C"),
        pairs=(Pair("a", "b", "must_not", 9),),
    )  # fmt: skip
    assert not {"A", "B"} <= names(problem, 3)


def test_nobody_leads_no_crew() -> None:
    """No crew without a lead, and none in a vehicle without a driver."""
    assert names(among(walker("A"), walker("B")), 2) == set()
    lead = among(walker("A", "lead"), walker("B"))
    assert names(lead, 2) == {"A", "B"}
    assert names(lead, 2, driver=True) == set()


def test_the_most_rested_lead_leads_and_is_told_so() -> None:
    """Each sentence says what is true of its person."""
    crew = best_crew(
        among(
            walker("Ann", "lead", borne_h=5), walker("Bob", "lead", "locks"),
            pairs=(Pair("ann", "bob", "works_well", 1),),
        ), 2, driver=False,
    )  # fmt: skip
    assert crew is not None
    assert crew.lead.name == "Bob"
    assert crew.why == (
        "Ann: works well with Bob (1 run home together), 5 h outside this week.",
        "Bob: leads, locks, works well with Ann (1 run home together), 0 h outside this week.",
    )
