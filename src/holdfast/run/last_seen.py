"""Where somebody who did not come home was last: kept when the others are counted in at the gate.

Law. What is said at the gate places nobody who was not there.
"""

from dataclasses import dataclass

from holdfast import facts as f
from holdfast.base.geo import Place
from holdfast.base.grid import clock_words, mgrs
from holdfast.facts.said import Said
from holdfast.know.legs import place_of
from holdfast.know.naming import person_name, site_name
from holdfast.know.order import heard_at_ms
from holdfast.know.runs import HEARD, Story
from holdfast.know.state import State


@dataclass(frozen=True, slots=True)
class LastSeen:
    """The last word of their run that tells a place.

    Attributes:
        who: who of the run is not home, by id.
        at_ms: when they were there; `place` None where only a name is known: then it is in `words`.
        by: whose word it is: a person where one is named, else the team's call sign.
        words: the site's name, or empty.
    """

    who: tuple[str, ...]
    at_ms: int
    place: Place | None
    by: str
    words: str


def last_seen(state: State, story: Story) -> LastSeen | None:
    """Of a run that is home without somebody; None where all are, or nobody ever told a place."""
    gone = story.left_behind if story.home_ms is not None else ()
    if not gone:
        return None
    for said in reversed(story.reports):
        if isinstance(said.fact, HEARD) and not isinstance(said.fact, f.CameHome):
            place, words = _place(state, story, said)
            if place is not None or words:
                by = person_name(state, said.fact.by) if said.fact.by else story.call
                return LastSeen(gone, heard_at_ms(said), place, by, words)
    return None


def _place(state: State, story: Story, said: Said) -> tuple[Place | None, str]:
    """Where a word puts them: the place it carries, the site or gate that it names."""
    fact = said.fact
    assert isinstance(fact, f.Report)  # noqa: S101  # who calls has looked
    site = getattr(fact, "site", None)
    words = site_name(state, site) if site else "the gate" if isinstance(fact, f.Departed) else ""
    place = fact.at.place if fact.at is not None else None
    if place is None and site:
        told = (place_of(course.tasking, site) for course in reversed(story.courses))
        noted = state.sites.get(site)
        at = noted.fact.at.place if noted and isinstance(noted.fact, f.SiteNoted) else None
        place = next((p for p in told if p is not None), at)
    return place, words


def last_seen_words(seen: LastSeen, zone: str) -> str:
    """'last seen 11:05 at Depot, 36R ..., said KESTREL 1'."""
    where = ", ".join(w for w in (seen.words, mgrs(seen.place, 3) if seen.place else "") if w)
    return f"last seen {clock_words(seen.at_ms, zone)} at {where}, said {seen.by}"
