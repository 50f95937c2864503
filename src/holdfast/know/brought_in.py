"""People whom our runs found: how many they are, who of them came in, who is inside for our care.

Laws. Children are of those who walk and are carried; where they are more, they come on top. Who
came in with a run is inside and is fed until somebody counts them anew; of several words at the
gate the one said last holds (know.headcount). Who was found, or once said to be in, and is not in
is asked about until somebody says how many are here.
"""

from dataclasses import dataclass

from holdfast import facts as f
from holdfast.know.headcount import head_count, said_at_gate
from holdfast.know.runs import Story, heard_at_ms, stories
from holdfast.know.state import State


@dataclass(frozen=True, slots=True)
class BroughtIn:
    """People who came in with a run and are not on the books.

    Attributes:
        n: how many are inside now.
        came: how many came in; `found`: how many the run had found.
        since_ms: when they came in, or were last counted.
    """

    run: str
    call: str
    base: str
    n: int
    came: int
    found: int
    since_ms: int
    words: str = ""


def walking_of(fact: f.PeopleFound | f.Group) -> int:
    """How many can sit or walk: children too, where more were counted than all who were found."""
    more = fact.children > fact.walking + fact.carried
    return fact.walking + (fact.children if more else 0)


def people_of(fact: f.PeopleFound | f.Group) -> int:
    """How many they are, everyone counted once."""
    return walking_of(fact) + fact.carried


def others(story: Story) -> int:
    """People found on a run, for whom we are responsible."""
    found = (r.fact for r in story.all(f.PeopleFound))
    return sum(people_of(fact) for fact in found if isinstance(fact, f.PeopleFound))


def with_team(story: Story) -> int:
    """Of the people found on a run, or once said to be in with it, how many have not come in."""
    count = head_count(said_at_gate(story.all(f.CameHome)))
    return max(0, max(others(story), count.most) - count.others)


def came_in(story: Story) -> int:
    """How many people came in with a run, as the gate said."""
    return head_count(said_at_gate(story.all(f.CameHome))).others


def brought_in(state: State, base: str | None = None) -> list[BroughtIn]:
    """Everyone who came in with a run and is here still, by run; at one base, or at any."""
    came = (story for story in stories(state).values() if story.all(f.CameHome))
    groups = [_group(state, story) for story in came]
    here = (g for g in groups if g is not None and g.n > 0)
    return sorted((g for g in here if base in (None, g.base)), key=lambda g: (g.since_ms, g.run))


def _group(state: State, story: Story) -> BroughtIn | None:
    """The last count of them, and those who came in after it."""
    tasked = story.tasked.fact if story.tasked else None
    if not isinstance(tasked, f.RunTasked):
        return None
    counted = state.brought_in.get(story.run)
    count = counted.fact if counted else None
    since_ms = heard_at_ms(counted) if counted else -1
    homes = said_at_gate(story.all(f.CameHome))
    later = [r for r in homes if heard_at_ms(r) > since_ms]
    n = count.n if isinstance(count, f.BroughtInCounted) else 0
    n += head_count(homes).others - head_count(r for r in homes if r not in later).others
    came = [heard_at_ms(r) for r in later] or [since_ms]
    return BroughtIn(
        run=story.run,
        call=tasked.call,
        base=tasked.base,
        n=max(0, n),
        came=came_in(story),
        found=others(story),
        since_ms=max(came),
        words=getattr(count, "words", ""),
    )


def unaccounted(state: State, story: Story) -> int:
    """Of a run that is home: how many it had found did not come in, and nobody has said where they
    are: a count alone of those who are inside is not that."""
    counted = state.brought_in.get(story.run)
    found = story.last(f.PeopleFound)
    if story.home_ms is None:
        return 0
    since_ms = story.home_ms if found is None else heard_at_ms(found)
    if counted is not None and heard_at_ms(counted) >= since_ms:
        group = _group(state, story)
        told = group is None or group.words
        return 0 if told or group is None else max(0, others(story) - group.n)
    return with_team(story)
