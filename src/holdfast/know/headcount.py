"""Who is inside, by all that was said at the gate about one run, and whom a later word took off.

Laws. Of each person the word said last holds; `missing` holds over `home` in one word. A word that
names somebody again who is counted in is a new count of all: whom it leaves out is not in any more.
One that names only others adds to the count before it; one that names nobody counts
the people found anew. Who was counted in and is not any more is
out until a later word counts them in; that they are missing still does not.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from holdfast import facts as f
from holdfast.facts.said import Said
from holdfast.know.again import heard_again
from holdfast.know.order import about_now


@dataclass(frozen=True, slots=True)
class HeadCount:
    """Attributes:
    inside: who is counted in, each with the word that counted them.
    off: who was, and is not any more: the word that took them off, and the one that had counted.
    others: people found who came in. most: the largest such number that was ever said.
    """

    inside: dict[str, Said] = field(default_factory=dict)
    off: dict[str, tuple[Said, Said]] = field(default_factory=dict)
    others: int = 0
    most: int = 0


@dataclass(frozen=True, slots=True)
class Gate:
    """What the gate said of a run, and what stands against it.

    Attributes:
        inside: who has come home.
        off: who was said to be home, and by a later word is not.
        again: the word by which somebody is outside again; home: the return that it contradicts,
            or, where nothing does, the one by which the run is home.
    """

    inside: tuple[str, ...] = ()
    off: tuple[str, ...] = ()
    again: Said | None = None
    home: Said | None = None


def said_at_gate(reports: Iterable[Said]) -> list[Said]:
    """Every return, in the order in which they were said."""
    return sorted((r for r in reports if isinstance(r.fact, f.CameHome)), key=lambda r: r.stamp)


def counted(count: HeadCount, said: Said) -> HeadCount:
    """The count after one more word."""
    fact = said.fact
    assert isinstance(fact, f.CameHome)  # noqa: S101  # who calls has looked
    came = [p for p in dict.fromkeys(fact.home) if p not in fact.missing]
    anew = any(p in count.inside for p in came)
    gone = [p for p in count.inside if p in fact.missing or (anew and p not in came)]
    off = count.off | {p: (said, count.inside[p]) for p in gone}
    of_all = anew or gone or not (fact.home or fact.missing)
    others = fact.others if of_all else count.others + fact.others
    return HeadCount(
        inside={p: s for p, s in count.inside.items() if p not in gone}
        | {p: said for p in came if p not in count.inside},
        off={p: words for p, words in off.items() if p not in came},
        others=others,
        most=max(count.most, others),
    )


def head_count(homes: Iterable[Said]) -> HeadCount:
    """The count after all of them."""
    count = HeadCount()
    for said in homes:
        count = counted(count, said)
    return count


def at_gate(reports: Sequence[Said], crew: Sequence[str]) -> Gate:
    """What stands by all words about a run.

    Args:
        reports: in the order in which they happened.
        crew: who left with it; a slip of the pen about anybody else takes nobody out.
    """
    gate, count, homes = Gate(), HeadCount(), said_at_gate(reports)
    for n, said in enumerate(homes):
        seen = [r for r in reports if r.stamp < said.stamp] if n else []
        doubted = n == 0 or _stands(seen, crew, count, gate).again is not None
        anew = any(p in count.inside for p in getattr(said.fact, "home", ()))
        count = counted(count, said)
        if doubted or (anew and not about_now(said)):
            gate = replace(gate, home=said)
    return _stands(reports, crew, count, gate) if homes else gate


def _stands(reports: Sequence[Said], crew: Sequence[str], count: HeadCount, gate: Gate) -> Gate:
    """Who is inside, and what stands against the last return."""
    off = {p: words for p, words in count.off.items() if p in crew or not crew}
    if off:
        again, home = min(off.values(), key=lambda words: words[0].stamp)
        return Gate(tuple(count.inside), tuple(off), again, home)
    heard = heard_again(reports)
    if heard is None:
        return Gate(tuple(count.inside), (), None, gate.home)
    homes = said_at_gate(reports)
    gone = {*crew, *(p for r in homes for p in getattr(r.fact, "missing", ()))} - set(count.inside)
    return Gate(tuple(count.inside) if gone else (), (), heard, homes[-1])
