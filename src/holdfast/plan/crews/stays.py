"""Why somebody does not go, in a sentence.

Law. The sentence follows: without the must-not that it names they could go; or in the place that it
names they would be worth less, for no greater reason than the one it gives; or the rule that it
names bars them.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from holdfast.plan.crews.climbing import EVEN, HOME, POSSIBLE, Crews, kept, nearest
from holdfast.plan.crews.crew import bond
from holdfast.plan.crews.duties import Duty, Post
from holdfast.plan.crews.figures import HEAD, Figures, may_go, skills_of
from holdfast.plan.crews.words import NOBODY, hours, names
from holdfast.plan.problem import Pair, Walker


def stays(
    fig: Figures, crews: Crews, duties: Sequence[Duty], people: Sequence[Walker],
    posts: Sequence[Post], pairs: Sequence[Pair], objective: str,
    must_go: Collection[str] = (), known: Mapping[str, str] = NOBODY,
) -> tuple[tuple[str, str], ...]:  # fmt: skip
    """Everyone who does not go, with the reason; who must go together share theirs."""
    view = _View(fig, crews, duties, people, posts, pairs, skills_of(duties, objective), known)
    found = []
    for i in np.flatnonzero(crews.place == HOME).tolist():
        group = view.tied(int(fig.tied[i]))
        mates = view.walkers([j for j in group if j != i])
        with_ = f", and {names(mates)} as they go together" if mates else ""
        though = " though ordered to go" if people[i].person in must_go else ""
        because = _reason(view, group)
        found.append((people[i].person, f"{people[i].name} stays{though}{with_}: {because}."))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _View:
    """All that a reason is found in."""

    fig: Figures
    crews: Crews
    duties: Sequence[Duty]
    people: Sequence[Walker]
    posts: Sequence[Post]
    pairs: Sequence[Pair]
    skills: list[str]
    known: Mapping[str, str]

    def tied(self, first: int) -> list[int]:
        """Those who must go together with somebody; nobody for HOME."""
        return [int(i) for i in np.flatnonzero(self.fig.tied == first)]

    def on(self, d: int) -> list[int]:
        """The crew of a duty."""
        return [int(i) for i in np.flatnonzero(self.crews.place == d)]

    def walkers(self, places: Sequence[int]) -> list[Walker]:
        """The people at those places."""
        return [self.people[i] for i in places]

    def where(self, walker: Walker) -> str:
        """What somebody does on the duty that they go on."""
        post = next((p for p in self.posts if walker in p.crew.people), None)
        if post is None:
            return "who must go along"
        does = "leads" if walker is post.crew.lead else "goes on"
        return f"who {does} {post.duty.name}"


def _reason(view: _View, group: list[int]) -> str:
    """The first of these that holds.

    1. Nobody goes at all, or no crew may take them. 2. A must-not: without it they would go,
    or nothing else keeps them from going.
    3. They would be worth less than somebody who goes. 4. Another rule bars them.
    """
    fig, crews, one = view.fig, view.crews, group[0]
    manned = [int(d) for d in np.flatnonzero(crews.rooms > 0)]
    if not manned:
        return "no crew goes out"
    if not fig.can[np.ix_(group, manned)].all(axis=0).any():
        return _partner(view, group) or _shut(view, group, manned)
    d, other, more = nearest(fig, crews, one)
    apart = fig.apart.copy()
    apart[group] = apart[:, group] = False
    to, instead, would = nearest(fig._replace(apart=apart), crews, one)
    if would > EVEN or more < POSSIBLE < would:
        return _must_not(view, group, to, instead)
    return _worse(view, group, d, other) if more > POSSIBLE else _no_place(view, group)


def _partner(view: _View, group: list[int]) -> str:
    """Who is not there and without whom one of them must not go; empty where there is nobody."""
    here = {w.person for w in view.people}
    for walker in view.walkers(group):
        for pair in view.pairs:
            both = {pair.one, pair.other}
            if pair.rule == "must" and walker.person in both and not both <= here:
                absent = (both - here).pop()
                name = view.known.get(absent, absent)
                return f"{walker.name} must go with {name}, who cannot go"
    return ""


def _shut(view: _View, group: list[int], manned: list[int]) -> str:
    """Why none of the manned duties may take them."""
    found = []
    for d in manned:
        duty = view.duties[d]
        walker = next(w for w in view.walkers(group) if not may_go(w, duty))
        if walker.person in duty.barred:
            found.append(f"{walker.name} is kept off {duty.name} by hand")
        elif walker.pace < duty.pace:
            found.append(f"{walker.name} is too slow for {duty.name}")
        else:
            found.append(f"{walker.name} lives at another base than {duty.name} leaves from")
    return ", ".join(found)


def _must_not(view: _View, group: list[int], d: int, instead: int) -> str:
    """With whom they must not go, in the crew where they would be worth most."""
    rest = [i for i in view.on(d) if view.fig.tied[i] != instead]
    found = [
        f"{view.people[i].name} must not go with {view.people[j].name}, "
        f"{view.where(view.people[j])}"
        for i in group
        for j in (*rest, *(g for g in group if g > i))
        if view.fig.apart[i, j]
    ]
    return ", ".join(found)


def _worse(view: _View, group: list[int], d: int, other: int) -> str:
    """What would be lost most by letting them go where they would be worth most."""
    fig, instead = view.fig, view.walkers(view.tied(other))
    before = view.on(d)
    rest = [i for i in before if fig.tied[i] != other]
    after = [*rest, *group]
    there = f"{names(instead)} on {view.duties[d].name}"
    heads = HEAD * (len(after) - len(before))
    lost = {
        "heads": heads,
        "hours": float(fig.cost[after, d].sum() - fig.cost[before, d].sum()) - heads,
        "skills": _wanted(fig, before, d) - _wanted(fig, after, d),
        "bonds": _bonds(fig, before) - _bonds(fig, after),
        "kept": -float(kept(fig, view.crews, other, group[0])),
    }
    most = max(lost, key=lambda k: lost[k])
    if lost[most] <= EVEN:
        return f"not needed, as {there} will do as well"
    match most:
        case "heads":
            return f"not needed, as {view.duties[d].name} is manned with fewer"
        case "hours":
            return _hours_more(view.walkers(group), instead, there)
        case "skills":
            return _skill(view, before, after, d, other)
        case "bonds":
            return _bond(view, before, d, other)
    return _kept(view, group, other)


def _hours_more(group: list[Walker], instead: list[Walker], there: str) -> str:
    """Hours against hours, so precise that they differ."""
    digits = next((n for n in range(6) if hours(group, n) != hours(instead, n)), 6)
    if not instead:
        return f"not needed, and {hours(group)} outside this week already"
    return f"{hours(group, digits)} outside this week, {there} only {hours(instead, digits)}"


def _wanted(fig: Figures, crew: list[int], d: int) -> float:
    return float(fig.wants[d][fig.has[crew].any(axis=0)].sum())


def _bonds(fig: Figures, crew: list[int]) -> float:
    return float(fig.bond[np.ix_(crew, crew)].sum() / 2)


def _skill(view: _View, before: list[int], after: list[int], d: int, other: int) -> str:
    """The wanted skills that the crew would no longer have, and who has each."""
    had, has = (view.fig.has[crew].any(axis=0) for crew in (before, after))
    lost = [view.skills[s] for s in np.flatnonzero(had & ~has & (view.fig.wants[d] > 0))]
    instead = view.walkers(view.tied(other))
    holders = [next(w.name for w in instead if skill in w.skills) for skill in lost]
    return ", ".join(
        f"{name} on {view.duties[d].name} has the wanted skill {skill}"
        for name, skill in zip(holders, lost, strict=True)
    )


def _bond(view: _View, before: list[int], d: int, other: int) -> str:
    """The strongest bond that would be cut."""
    known = {frozenset((p.one, p.other)): p for p in view.pairs}
    cut = [
        (known[both], view.people[i].name, view.people[j].name)
        for i in view.tied(other)
        for j in before
        if (both := frozenset((view.people[i].person, view.people[j].person))) in known
    ]
    pair, one, two = max(cut, key=lambda c: bond(c[0]))
    runs = f"have {pair.runs} {'run' if pair.runs == 1 else 'runs'} home together"
    does = {"must": "must go together", "works_well": "work well together"}.get(pair.rule, runs)
    return f"on {view.duties[d].name} {one} and {two} {does}"


def _kept(view: _View, group: list[int], other: int) -> str:
    """The skill that nobody at home would have any more."""
    has, home = view.fig.has, view.crews.home
    left = home - has[group].sum(axis=0) + has[view.tied(other)].sum(axis=0)
    lost = [view.skills[s] for s in np.flatnonzero((view.fig.keeps > 0) & (home > 0) & (left == 0))]
    return f"kept at home, where there is no other {' and no other '.join(lost)}"


def _no_place(view: _View, group: list[int]) -> str:
    """The rule without which they could take a place: skills, then size, then load."""
    fig, crews, one = view.fig, view.crews, group[0]
    d, other, more = nearest(fig._replace(asks=np.zeros_like(fig.asks)), crews, one)
    if more > POSSIBLE:
        rest = [i for i in view.on(d) if fig.tied[i] != other]
        lost = fig.asks[d] & ~fig.has[[*rest, *group]].any(axis=0)
        skills = " and ".join(view.skills[s] for s in np.flatnonzero(lost))
        there = f"{names(view.walkers(view.tied(other)))} on {view.duties[d].name}"
        return f"{there} cannot be spared as {skills}"
    wide = crews._replace(rooms=np.where(crews.rooms > 0, len(fig.tied), 0))
    d, _, more = nearest(fig, wide, one)
    if more > POSSIBLE:
        return f"{view.duties[d].name} has no room for {'both' if len(group) == 2 else 'more'}"
    light = fig._replace(carry_kg=np.full(len(fig.carry_kg), -np.inf))
    d, _, more = nearest(light, crews, one)
    if more > POSSIBLE:
        return f"{view.duties[d].name} needs people who carry more"
    return "no crew can take them and keep its rules and the people who must be in it"
