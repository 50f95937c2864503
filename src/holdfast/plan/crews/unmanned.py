"""Why a duty is not manned, in a sentence: what was missing, and where it is instead."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from holdfast.plan.crews.duties import Duty, Post
from holdfast.plan.crews.figures import may_go
from holdfast.plan.crews.lacks import Left, lacking
from holdfast.plan.crews.words import NOBODY, names
from holdfast.plan.problem import Carrier, Pair, Walker

NAMED = 4
"""So many people and vehicles are named in one sentence (assumed)."""


def unmanned(
    duties: Sequence[Duty], walkers: Sequence[Walker], carriers: Sequence[Carrier],
    posts: Sequence[Post], pairs: Sequence[Pair], known: Mapping[str, str] = NOBODY,
) -> tuple[tuple[str, str], ...]:  # fmt: skip
    """The duties without a crew, each with what those left at home lack for it."""
    manned = {p.duty.key for p in posts}
    gone = {w.person: p.duty.name for p in posts for w in p.crew.people}
    out = {p.carrier.vehicle: p.duty.name for p in posts if p.carrier}
    found = []
    for duty in duties:
        if duty.key not in manned:
            left = Left(
                duty,
                tuple(w for w in walkers if w.person not in gone),
                tuple(c for c in carriers if c.vehicle not in out),
                tuple(pairs),
            )
            view = _View(left, walkers, carriers, gone, out, known)
            why = "; ".join(_say(view, lack) for lack in lacking(left))
            why = why or "those left could, but it weighs nothing or the search was cut short"
            found.append((duty.key, f"{duty.name} is not manned: {why}."))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _View:
    """All that is said of; `gone` and `out` are the names of duties by person and vehicle."""

    left: Left
    walkers: Sequence[Walker]
    carriers: Sequence[Carrier]
    gone: dict[str, str]
    out: dict[str, str]
    known: Mapping[str, str]


def _say(view: _View, lack: str) -> str:
    """A lack in words."""
    duty, able = view.left.duty, view.left.able
    match lack:
        case "people":
            who = f"only {names(able[:NAMED])}" if able else "nobody"
            return f"{who} is left who may go on it, and nobody goes alone"
        case "vehicle":
            return _vehicle(view)
        case "carry":
            return f"no crew of those left can carry {duty.carry_kg:.0f} kg"
        case "room":
            return "no crew small enough has all that it needs"
        case "hand":
            return _by_hand(view)
        case "must":
            return "those left go only together with others"
        case "must_not":
            return _apart(view)
    return _skill(view, lack)


def _skill(view: _View, skill: str) -> str:
    """Where those are who have the skill."""
    have = [w for w in view.walkers if skill in w.skills]
    if not have:
        return f"nobody who can go has the skill {skill}"
    if any(w in view.left.able for w in have):
        return f"no crew of those left has {skill} and all else that it needs"
    return f"nobody with the skill {skill} is left ({_listed([_gone(view, w) for w in have])})"


def _gone(view: _View, walker: Walker) -> str:
    """Why somebody is not there for the duty."""
    duty = view.left.duty
    if walker.person in view.gone:
        return f"{walker.name} goes on {view.gone[walker.person]}"
    if walker.person in duty.barred:
        return f"{walker.name} is kept off it by hand"
    if walker.pace < duty.pace:
        return f"{walker.name} is too slow for it"
    return f"{walker.name} lives at another base"


def _by_hand(view: _View) -> str:
    """Why those put on it by hand are not there for it."""
    duty, known = view.left.duty, {w.person: w for w in view.walkers}
    words = []
    for person in sorted(duty.fixed):
        walker = known.get(person)
        if walker is None:
            words.append(f"{view.known.get(person, person)} cannot go")
        elif person in view.gone or not may_go(walker, duty):
            words.append(_gone(view, walker))
    if not words:
        fixed = [w for w in view.left.able if w.person in duty.fixed]
        return f"no crew that keeps the rules has {names(fixed)}, put on it by hand"
    return f"of those put on it by hand {_listed(words)}"


def _vehicle(view: _View) -> str:
    """Where the vehicles are that it could have had."""
    duty: Duty = view.left.duty
    words = []
    for carrier in view.carriers:
        if carrier.mode != duty.mode or duty.carrier not in (None, carrier.vehicle):
            continue
        if carrier.vehicle in view.out:
            words.append(f"{carrier.name} goes on {view.out[carrier.vehicle]}")
        elif duty.room(carrier) < duty.least:
            words.append(f"{carrier.name} has too few seats")
        else:
            words.append(f"{carrier.name} belongs to another base")
    if not words:
        return f"no {duty.mode} can go" if duty.carrier is None else "its vehicle cannot go"
    return f"no {duty.mode} is left ({_listed(words)})"


def _apart(view: _View) -> str:
    """Who of those left must not go together."""
    name = {w.person: w.name for w in view.left.able}
    words = [
        f"{name[p.one]} and {name[p.other]} must not go together"
        for p in view.left.pairs
        if p.rule == "must_not" and p.one in name and p.other in name
    ]
    return _listed(words)


def _listed(words: Sequence[str]) -> str:
    """The first few, and how many more."""
    more = [f"{len(words) - NAMED} more"] if len(words) > NAMED else []
    return ", ".join([*words[:NAMED], *more])
