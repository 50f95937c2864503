"""Dangers that sightings tell of: which words are about one and the same, and whose stand.

Laws. A sighting about a threat tells of one where it was seen, until its source takes it back: a
source counts once at a spot, by its latest word there. One that a noted threat names as its ground
is counted in that threat's grade. Words of one kind at one site, or within the radius, are of one
spot. Its place, name and grade are read off the words that stand.
"""

from dataclasses import dataclass
from hashlib import blake2s

from holdfast import facts as f
from holdfast.base.clock import Stamp
from holdfast.base.geo import distance_m
from holdfast.facts.said import Said
from holdfast.know.order import heard_at_ms
from holdfast.know.sightings import source_of, standing
from holdfast.know.state import State, remembered

LONGEST_ID = 64
"""As facts.words.Id has it."""
Where = f.SightingReported | f.ThreatNoted | f.ContactReported
"""What has a place and a radius."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A danger that sightings tell of.

    Attributes:
        keys: the ids that it goes by, that of its first sighting first.
        first: the latest word of its first sighting.
        words: each source's latest word of it, in time: those that it is there, and those that it
            is gone.
    """

    keys: tuple[str, ...]
    first: Said
    words: tuple[Said, ...]

    @property
    def key(self) -> str:
        """The id by which it is shown."""
        return self.keys[0]

    @property
    def standing(self) -> tuple[Said, ...]:
        """The words that it is there; none where whoever said so took it back."""
        return tuple(w for w in self.words if not told(w).gone)


def seen_threat_id(sighting: str) -> str:
    """The id of the threat that a sighting tells of."""
    whole = f"seen-{sighting}"
    if len(whole) <= LONGEST_ID:
        return whole
    return f"seen-{blake2s(sighting.encode(), digest_size=16).hexdigest()}"


def told(said: Said) -> f.SightingReported:
    """What a sighting says."""
    assert isinstance(said.fact, f.SightingReported)  # noqa: S101  # chosen by `standing`
    return said.fact


def danger_words(state: State) -> tuple[Said, ...]:
    """The latest word of each sighting about a threat, by when it was first said."""
    return remembered(state, "danger words", len(state.sightings), lambda: _by_first_word(state))


def _by_first_word(state: State) -> tuple[Said, ...]:
    first: dict[str, Stamp] = {}
    for stamp, said in state.sightings.items():
        if isinstance(said.fact, f.SightingReported):
            first[said.fact.sighting] = min(stamp, first.get(said.fact.sighting, stamp))
    words = [w for w in standing(state) if told(w).about == "threat"]
    return tuple(sorted(words, key=lambda w: first[told(w).sighting]))


def spots(state: State) -> tuple[Spot, ...]:
    """Every danger that sightings tell of, those taken back among them."""
    noted = tuple(s.stamp for s in state.threats.values())
    version = (len(state.sightings), noted)
    return remembered(state, "spots", version, lambda: _spots(state))


def _spots(state: State) -> tuple[Spot, ...]:
    """1. What a threat rests on is counted there. 2. Words of one spot together. 3. Whose stand."""
    grounds = _grounds(state)
    groups: list[list[Said]] = []
    for word in danger_words(state):
        if told(word).gone or told(word).sighting in grounds:
            continue
        mine = next((g for g in groups if _same_spot(told(g[0]), told(word))), None)
        if mine is None:
            groups.append([word])
        else:
            mine.append(word)
    return tuple(_spot(state, group) for group in groups)


def _spot(state: State, group: list[Said]) -> Spot:
    seen = told(group[0])
    gone = [w for w in danger_words(state) if told(w).gone and speaks_of(w, seen.what, seen)]
    keys = tuple(seen_threat_id(told(w).sighting) for w in group)
    return Spot(keys, group[0], latest_of_each([*group, *gone]))


def _grounds(state: State) -> set[str]:
    """Sightings on which noted threats rest."""
    noted = (said.fact for said in state.threats.values())
    return {s for fact in noted if isinstance(fact, f.ThreatNoted) for s in fact.sightings}


def words_of(state: State, threat: Said) -> tuple[Said, ...]:
    """Each source's latest word of a noted threat or of a contact's; not those that it rests on."""
    fact = threat.fact
    if isinstance(fact, f.ThreatNoted):
        what, ground = fact.what, fact.sightings
    elif isinstance(fact, f.ContactReported) and fact.at is not None:
        what, ground = fact.unit, ()
    else:
        return ()
    counted = [
        w
        for w in danger_words(state)
        if (told(w).sighting in ground or speaks_of(w, what, fact))
        and not (told(w).sighting in ground and w.stamp < threat.stamp)
    ]
    return latest_of_each(counted)


def superseded(state: State, threat: Said, words: tuple[Said, ...]) -> bool:
    """Whether all sources on which a noted threat rests have said something else since."""
    fact = threat.fact
    if not isinstance(fact, f.ThreatNoted) or not fact.sightings:
        return False
    latest = {told(s).sighting: s for s in standing(state)}
    rests = [latest[sighting] for sighting in fact.sightings if sighting in latest]
    later = {source_of(told(w)) for w in words if w.stamp > threat.stamp}
    again = [w.stamp > threat.stamp or source_of(told(w)) in later for w in rests]
    return bool(again) and all(again)


def _same_spot(one: f.SightingReported, other: f.SightingReported) -> bool:
    """Whether two words are of one danger."""
    return one.what == other.what and near(other, one)


def speaks_of(word: Said, what: str, where: Where) -> bool:
    """Whether a word is about a danger of this kind there; that none is there, about each kind."""
    seen = told(word)
    of_kind = seen.what == what or (seen.gone and seen.what == "unknown")
    return of_kind and near(seen, where)


def near(word: f.SightingReported, where: Where) -> bool:
    """Whether a word is about the same site, or a place within the radius."""
    site = getattr(where, "site", None)
    if site is not None and word.site == site:
        return True
    if where.at is None:
        return False
    return distance_m(word.at.place, where.at.place) <= max(where.radius_m, 1.0)


def latest_of_each(words: list[Said]) -> tuple[Said, ...]:
    """The latest word of each source, in time."""
    latest: dict[str, Said] = {}
    for word in sorted(words, key=lambda w: w.stamp):
        latest[source_of(told(word))] = word
    return tuple(sorted(latest.values(), key=lambda w: (heard_at_ms(w), w.stamp)))


def at_of(state: State, seen: f.SightingReported) -> f.Point:
    """Where the danger is: where it was seen, or its site, where that is said and lies further off
    than the radius."""
    said = state.sites.get(seen.site or "")
    if said is None or not isinstance(said.fact, f.SiteNoted):
        return seen.at
    far = distance_m(said.fact.at.place, seen.at.place) > seen.radius_m
    return said.fact.at if far else seen.at


def seen_words(seen: f.SightingReported) -> str:
    """What was seen, by whom, and what else it may be."""
    what = f"{seen.source}: {seen.words}" if seen.source else seen.words
    return what + (f" It may be: {'; or '.join(seen.hypotheses)}." if seen.hypotheses else "")
