"""What was reported of one run and does not go together with what else is said of it.

Laws. A report is kept whatever is believed; it is believed as far as it goes, and what it does not
go together with is told here with both versions, until a later word answers. What is told of a run
depends on the words about that run alone.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from holdfast import facts as f
from holdfast.facts.said import Said
from holdfast.know.naming import person_name, site_name
from holdfast.know.order import heard_at_ms
from holdfast.know.plausible import n_words
from holdfast.know.runs import Story
from holdfast.know.state import State
from holdfast.know.stock import item_named

HOME = "home:"
"""How the key begins of a team that was said to be home and was heard again."""


@dataclass(frozen=True, slots=True)
class Version:
    """One side of a disagreement: which device said what, when."""

    device: str
    by: str
    at_ms: int
    words: str


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Facts that cannot all hold.

    Attributes:
        key: stable as long as the cause is the same.
    """

    key: str
    what: str
    versions: tuple[Version, ...]

    @property
    def since_ms(self) -> int:
        """When the later of the excluding words was said."""
        return max((v.at_ms for v in self.versions), default=0)


def version(said: Said, words: str) -> Version:
    """What this word says, as one side of a disagreement."""
    return Version(said.stamp.device, said.fact.by or "", heard_at_ms(said), words)


def run_at_odds(state: State, told: Story) -> list[Disagreement]:
    """All that does not go together in one run's story."""
    return [
        *_home_and_out(state, told),
        *_early_or_strange(state, told),
        *_forgotten(state, told),
        *_without_a_yes(state, told),
        *_not_asked(state, told),
        *_more_than_found(state, told),
        *_no_such_way(told),
        *_counted_before_home(state, told),
    ]


def _home_and_out(state: State, told: Story) -> Iterator[Disagreement]:
    """A run was said to be home and is out all the same; a later return answers."""
    home, again = told.home, told.again
    if home and again:
        versions = version(home, f"{told.call} is home"), version(again, _against(state, told))
        what = f"{told.call} was said to be home, and {_then(state, told)}"
        yield Disagreement(f"{HOME}{told.run}", what, versions)


def _against(state: State, told: Story) -> str:
    if told.off:
        return f"{_names(state, told.off)} not in: counted anew"
    return f"{told.call} was heard from outside after that"


def _then(state: State, told: Story) -> str:
    return f"{_names(state, told.off)} is not" if told.off else "was heard again"


def _names(state: State, people: Iterable[str]) -> str:
    return ", ".join(person_name(state, p) for p in people)


def _early_or_strange(state: State, told: Story) -> Iterator[Disagreement]:
    """A return that cannot be: before they left, or of somebody who is not said to have left."""
    home, left = told.home, told.all(f.Departed)
    if home is None:
        return
    strangers = [p for p in told.inside if told.crew and p not in told.crew]
    if left and heard_at_ms(home) < heard_at_ms(left[0]):
        what, other = "came home before it left", f"{told.call} left"
    elif strangers:
        what = f"is said to have brought home {_names(state, strangers)}, who did not leave"
        other = f"{_names(state, told.crew)} left with {told.call}"
    else:
        return
    versions = [version(home, f"{told.call} is home")]
    versions += [version(left[0], other)] if left else []
    key = "early" if left and not strangers else "stranger"
    yield Disagreement(f"{key}:{told.run}", f"{told.call} {what}", tuple(versions))


def _forgotten(state: State, told: Story) -> Iterator[Disagreement]:
    """Home, and of somebody who left with it nobody has said whether they are."""
    homes = told.all(f.CameHome)
    if told.home is None or told.again or not homes:
        return
    named = {p for r in homes for p in (*_of(r, "home"), *_of(r, "missing"))}
    open_ = [p for p in told.crew if p not in named]
    if not open_:
        return
    left = told.all(f.Departed)
    versions = [version(told.home, f"home: {_names(state, told.inside) or 'nobody'}")]
    versions += [version(r, f"{_names(state, _of(r, 'crew'))} left") for r in left[:1]]
    what = f"{told.call} is home, and nobody has said whether {_names(state, open_)} is"
    yield Disagreement(f"forgotten:{told.run}:{'.'.join(open_)}", what, tuple(versions))


def _of(said: Said, field: str) -> tuple[str, ...]:
    return tuple(getattr(said.fact, field, ()))


def _without_a_yes(state: State, told: Story) -> Iterator[Disagreement]:
    """Somebody is said to have left who has not said yes to it; a later yes answers."""
    if told.tasking is None:
        return
    for left in told.all(f.Departed):
        crew = dict.fromkeys(_of(left, "crew"))
        without = [p for p in crew if not told.consents.get(p)]
        if not without:
            continue
        noes = [
            version(r, f"{person_name(state, p)} said no")
            for r in told.all(f.ConsentSaid)
            for p in without
            if getattr(r.fact, "person", "") == p and told.consents.get(p) is False
        ]
        says = f"{_names(state, _of(left, 'crew'))} left with {told.call}"
        what = f"{_names(state, without)} left with {told.call} without having said yes"
        key = f"unasked:{told.run}:{'.'.join(without)}"
        yield Disagreement(key, what, (version(left, says), *noes))


def _not_asked(state: State, told: Story) -> Iterator[Disagreement]:
    """Somebody answered who was not asked to go."""
    asked = told.tasking.crew if told.tasking else ()
    for said in told.all(f.ConsentSaid):
        person = getattr(said.fact, "person", "")
        if not asked or person in asked or person in told.crew or not told.tasked:
            continue
        yes = "yes" if told.consents.get(person) else "no"
        name = person_name(state, person)
        what = f"{name} said {yes} to going with {told.call}, and was not asked"
        versions = (
            version(said, f"{name} said {yes}"),
            version(told.tasked, f"asked: {_names(state, asked)}"),
        )
        yield Disagreement(f"answer:{told.run}:{person}", what, versions)


def _more_than_found(state: State, told: Story) -> Iterator[Disagreement]:
    """More of something was taken at a site than was found there by the same report."""
    for said in told.all(f.FoundReported):
        fact = said.fact
        if not isinstance(fact, f.FoundReported):
            continue
        found = {a.item: a.n for a in fact.found}
        over = [a for a in fact.taken if a.n > found.get(a.item, 0.0)]
        if not over:
            continue
        parts = []
        for taken in over:
            item = item_named(state, taken.item)
            name, unit = (item.name, item.unit) if item else (taken.item, "")
            n = found.get(taken.item, 0.0)
            parts.append(f"{n_words(taken.n)} {unit} of {name} taken, {n_words(n)} found")
        what = f"{told.call} took more at {site_name(state, fact.site)} than it found"
        key = f"taken:{told.run}:{fact.site}:{said.stamp.device[:8]}.{said.stamp.seq}"
        yield Disagreement(key, what, (version(said, "; ".join(parts)),))


def _no_such_way(told: Story) -> Iterator[Disagreement]:
    """They say that they go by a way that they were not told."""
    said = told.last(f.WaySwitched)
    role = getattr(said.fact, "role", "") if said else ""
    ways = told.tasking.ways if told.tasking else ()
    if said is None or told.tasked is None or not ways or any(w.role == role for w in ways):
        return
    name = "the fallback" if role == "fallback" else "the way back"
    versions = (
        version(said, f"{told.call} takes {name}"),
        version(told.tasked, f"{told.call} was told no such way"),
    )
    yield Disagreement(f"way:{told.run}", f"{told.call} takes {name} and was told none", versions)


def _counted_before_home(state: State, told: Story) -> Iterator[Disagreement]:
    """People were counted in with a run that is not home."""
    said = state.brought_in.get(told.run)
    n = getattr(said.fact, "n", 0) if said else 0
    if said is None or not n or told.home_ms is not None or told.again:
        return
    what = f"{n} people were counted in with {told.call}, which is not home"
    versions = [version(said, f"{n} are inside")]
    versions += [version(told.newest, f"{told.call} is out")] if told.newest else []
    yield Disagreement(f"early-count:{told.run}", what, tuple(versions))
