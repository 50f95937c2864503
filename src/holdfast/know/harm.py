"""Whom contacts cost, and whom nobody has named yet.

Laws. A contact that cost somebody asks for a name. A name answers one contact: whoever is said to
be dead, or of a hurt one anything, since it was met. What no name can answer, a person says: the
same one as before, not known, nobody after all.
"""

from collections.abc import Iterator

from holdfast import facts as f
from holdfast.facts.said import Said
from holdfast.know.order import heard_at_ms
from holdfast.know.risk import contact_threat_id
from holdfast.know.runs import Story
from holdfast.know.state import State


def unnamed(state: State, story: Story) -> list[Said]:
    """The contacts of a run of which nobody has said yet whom they cost, in time."""
    return [*_unnamed(state, story, "dead"), *_unnamed(state, story, "hurt")]


def has_unnamed_dead(state: State, story: Story) -> bool:
    """Whether a contact of this run cost a life, and nobody has said whose."""
    return any(True for _ in _unnamed(state, story, "dead"))


def _unnamed(state: State, story: Story, harm: str) -> Iterator[Said]:
    """Each contact takes the name that was said first after it, and no name answers two."""
    cost = [
        said
        for said in story.all(f.ContactReported)
        if isinstance(said.fact, f.ContactReported) and said.fact.harm == harm
    ]
    free = sorted(_named_ms(state, story, harm)) if cost else []
    for said in sorted(cost, key=heard_at_ms):
        if contact_threat_id(said) in state.harm:
            continue
        answer_ms = next((ms for ms in free if ms >= heard_at_ms(said)), None)
        if answer_ms is None:
            yield said
        else:
            free.remove(answer_ms)


def _named_ms(state: State, story: Story, harm: str) -> Iterator[int]:
    """When each of the crew who may answer was spoken of last."""
    for person in dict.fromkeys(story.crew):
        said = state.readiness.get(person)
        if said is None or not isinstance(said.fact, f.ReadinessSaid):
            continue
        if harm == "hurt" or said.fact.state == "dead":
            yield heard_at_ms(said)
