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
from holdfast.know.nearby import Nearby, nearby
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
    grounds, words = _grounds(state), danger_words(state)
    groups: list[list[Said]] = []
    heads = Nearby(len(words))
    for word in words:
        seen = told(word)
        if seen.gone or seen.sighting in grounds:
            continue
        of = (groups[i] for i in heads.within_theirs(seen))
        mine = next((group for group in of if _same_spot(told(group[0]), seen)), None)
        if mine is None:
            groups.append([word])
            heads.add(seen)
        else:
            mine.append(word)
    return tuple(_spot(state, group) for group in groups)


def _spot(state: State, group: list[Said]) -> Spot:
    seen = told(group[0])
    about = _about(state, seen.what, seen)
    gone = [w for w in about if told(w).gone]
    keys = tuple(seen_threat_id(told(w).sighting) for w in group)
    return Spot(keys, group[0], latest_of_each([*group, *gone]))


def _about(state: State, what: str, where: Where) -> list[Said]:
    """The words about a danger of this kind there, and that none is, in the order of the words."""
    words = danger_words(state)
    index = remembered(
        state, "nearby dangers", len(state.sightings), lambda: nearby([told(w) for w in words])
    )
    found = index.within(where.at, where.radius_m, getattr(where, "site", None))
    return [words[i] for i in found if speaks_of(words[i], what, where)]


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
    latest = _latest_by_id(state)
    rests = [latest[sighting] for sighting in ground if sighting in latest]
    rests = [w for w in rests if told(w).about == "threat"]
    counted = {w.stamp: w for w in (*rests, *_about(state, what, fact))}
    since = [
        w for w in counted.values() if told(w).sighting not in ground or w.stamp >= threat.stamp
    ]
    return latest_of_each(since)


def superseded(state: State, threat: Said, words: tuple[Said, ...]) -> bool:
    """Whether all sources on which a noted threat rests have said something else since."""
    fact = threat.fact
    if not isinstance(fact, f.ThreatNoted) or not fact.sightings:
        return False
    latest = _latest_by_id(state)
    rests = [latest[sighting] for sighting in fact.sightings if sighting in latest]
    later = {source_of(told(w)) for w in words if w.stamp > threat.stamp}
    again = [w.stamp > threat.stamp or source_of(told(w)) in later for w in rests]
    return bool(again) and all(again)


def _latest_by_id(state: State) -> dict[str, Said]:
    """The latest word of each sighting, by its id."""
    return remembered(
        state, "sightings by id", len(state.sightings),
        lambda: {told(s).sighting: s for s in standing(state)},
    )  # fmt: skip


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
        latest[_speaker(told(word))] = word
    return tuple(sorted(latest.values(), key=lambda w: (heard_at_ms(w), w.stamp)))


def _speaker(seen: f.SightingReported) -> str:
    """Whose word it is; that none is there, said by nobody in particular, takes back nobody's."""
    nobody = not seen.source.strip() and not seen.by
    return "nobody: gone" if nobody and seen.gone else source_of(seen)


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
