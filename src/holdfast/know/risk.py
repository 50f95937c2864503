"""What may harm us where: threats whose belief fades, and the hazard of passing a place.

Laws. Belief starts from the grade, halves with the kind's half-life, moves with each run's
contacts by their likelihood ratio, falls with each quiet passage by Bayes' rule, each in its own
time, and is computed at reading time. What one run says again counts once; doubtful words never
raise belief. A contact inside a known threat of its kind speaks for that threat; any other contact,
and one inside a threat so wide that its place would be lost, is a threat of its own. So it is with
sightings of dangers, each source by its latest word; that a danger is gone speaks against it.

Source of the figures in KINDS: assumed; a threat may carry its own. Passing a place: know.hazard.
"""

from dataclasses import dataclass, replace
from math import exp
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from holdfast import facts as f
from holdfast.base.clock import HOUR_MS
from holdfast.base.geo import Place, distance_m
from holdfast.facts.said import Said
from holdfast.know.contact_words import about_them
from holdfast.know.grading import PRIOR, chance, drawn, faded, weighed, weight
from holdfast.know.hazard import Field
from holdfast.know.runs import heard_at_ms, story
from holdfast.know.seen import (
    Spot,
    at_of,
    seen_words,
    speaks_of,
    spots,
    superseded,
    told,
    words_of,
)
from holdfast.know.state import State, remembered

Floats = NDArray[np.float64]


class Kind(NamedTuple):
    """Expected harmful contacts per kilometre inside, and the hours in which belief halves."""

    per_km: float
    half_life_h: float
    words: str


KINDS: dict[str, Kind] = {
    "armed": Kind(0.08, 24, "Armed people"),
    "infected": Kind(0.05, 72, "Infected"),
    "shelling": Kind(0.10, 36, "Shelling"),
    "mines": Kind(0.15, 24 * 3650, "Mines"),
    "terrain": Kind(0.02, 240, "Bad ground"),
    "fire": Kind(0.06, 12, "Fire"),
    "disease": Kind(0.02, 240, "Disease"),
    "unknown": Kind(0.04, 18, "Unknown"),
}
WIDE = 4.0
"""A threat so many times wider than a contact says too little of where it was (assumed)."""
GONE = 0.02
"""Belief under which a threat is no longer drawn (assumed)."""


@dataclass(frozen=True, slots=True)
class ThreatLine:
    """One threat as believed now.

    Attributes:
        grade: "B2"; belief: chance that it is there, 0..1; age_h: since last evidence for it.
        run: the run that reported it, where a contact did.
        placed: how its place is known, as facts.words.Placed has it.
    """

    threat: str
    name: str
    what: str
    what_words: str
    place: Place
    radius_m: float
    grade: str
    belief: float
    age_h: float
    per_km: float
    half_life_h: float
    last_ms: int
    lifted: bool
    run: str | None
    words: str
    placed: str = "said"


def field(state: State, now_ms: int) -> Field:
    """The hazard field of this moment."""
    lines = [t for t in threats(state, now_ms) if t.belief >= GONE and not t.lifted]
    return Field(
        lon=np.array([t.place.lon for t in lines]),
        lat=np.array([t.place.lat for t in lines]),
        radius_m=np.array([t.radius_m for t in lines]),
        per_km=np.array([t.belief * t.per_km for t in lines]),
    )


def threats(state: State, now_ms: int) -> list[ThreatLine]:
    """Every threat with its belief now, strongest first; lifted and faded ones are among them."""
    heard = _words_by_threat(state)
    quiet = _quiet_passages(state)
    lines = [
        _line(state, said, said.fact, heard.spoken.get(key, []), quiet.get(key, []), now_ms)
        for key, said in state.threats.items()
        if isinstance(said.fact, f.ThreatNoted)
    ]
    for key, said in heard.contacts.items():
        noted, words = _as_threat(key, said), heard.spoken.get(key, [])
        lines.append(_line(state, said, noted, words, quiet.get(key, []), now_ms))
    for spot in heard.seen:
        passed = [p for key in spot.keys for p in quiet.get(key, [])]
        lines.append(_seen_line(state, spot, passed, now_ms))
    return sorted(lines, key=lambda t: (t.lifted, -t.belief * t.per_km, t.threat))


def raised_names(state: State) -> dict[str, str]:
    """The names of threats that contacts and sightings raised, by id, whatever became of them."""
    names = {
        contact_threat_id(said): f"Contact: {KINDS[said.fact.unit].words.lower()}"
        for said in state.contacts.values()
        if isinstance(said.fact, f.ContactReported)
    }
    for spot in spots(state):
        names |= dict.fromkeys(spot.keys, _seen_name(state, told(spot.first)))
    return names


def is_threat(state: State, threat: str) -> bool:
    """Whether a threat of this id was noted, or raised by a contact or a sighting."""
    heard = _words_by_threat(state)
    seen = (key for spot in spots(state) for key in spot.keys)
    contacts = (contact_threat_id(said) for said in state.contacts.values())
    return threat in state.threats or threat in heard.contacts or threat in {*seen, *contacts}


def contact_threat_id(said: Said) -> str:
    """The id of the threat that a contact report raises."""
    return f"contact-{said.stamp.device[:16]}-{said.stamp.seq}"


def _as_threat(key: str, said: Said) -> f.ThreatNoted:
    """A contact report read as a threat of its own."""
    contact = said.fact
    assert isinstance(contact, f.ContactReported)  # noqa: S101  # chosen by _contacts_by_threat
    assert contact.at is not None  # noqa: S101  # chosen by _contacts_by_threat
    return f.ThreatNoted(
        threat=key,
        name=f"Contact: {KINDS[contact.unit].words.lower()}",
        what=contact.unit,
        at=contact.at,
        radius_m=contact.radius_m,
        reliability=contact.reliability,
        credibility=contact.credibility,
        per_km=contact.per_km,
        words="; ".join([*about_them(contact), *filter(None, [contact.words])]),
    )


class Heard(NamedTuple):
    """Contacts and sightings by the threats of which they speak.

    Attributes:
        spoken: words for and against each threat that was noted or that a contact raised, by id.
        contacts, seen: those that are threats of their own.
    """

    spoken: dict[str, list[Said]]
    contacts: dict[str, Said]
    seen: tuple[Spot, ...]


def _words_by_threat(state: State) -> Heard:
    noted = tuple(s.stamp for s in state.threats.values())
    version = (len(state.contacts), len(state.sightings), noted)
    return remembered(state, "words by threat", version, lambda: _sort_words(state))


def _sort_words(state: State) -> Heard:
    """1. Contacts. 2. Sightings for and against noted threats. 3. Against a contact's, those that
    it is gone. 4. Sightings that are threats of their own.
    """
    noted = {k: s.fact for k, s in state.threats.items() if isinstance(s.fact, f.ThreatNoted)}
    spoken, own = _sort_contacts(state, noted)
    for key in noted:
        spoken.setdefault(key, []).extend(words_of(state, state.threats[key]))
    for key, said in own.items():
        spoken[key] = [w for w in words_of(state, said) if told(w).gone]
    seen = tuple(spot for spot in spots(state) if not _counted_elsewhere(noted, spot))
    return Heard(spoken, own, seen)


def _counted_elsewhere(noted: dict[str, f.ThreatNoted], spot: Spot) -> bool:
    """Whether a noted threat of its kind is there, and not so wide that its place would be lost."""
    seen = told(spot.first)
    return any(
        speaks_of(spot.first, threat.what, threat)
        and threat.radius_m <= WIDE * max(seen.radius_m, 1.0)
        for threat in noted.values()
    )


def _sort_contacts(
    state: State, noted: dict[str, f.ThreatNoted]
) -> tuple[dict[str, list[Said]], dict[str, Said]]:
    spoken: dict[str, list[Said]] = {}
    own: dict[str, Said] = {}
    for said in state.contacts.values():
        contact = said.fact
        if not isinstance(contact, f.ContactReported) or contact.at is None:
            continue
        key = contact_threat_id(said)
        known = key if key in noted else _threat_around(noted, contact, contact.at)
        if known is not None:
            spoken.setdefault(known, []).append(said)
        if known is None or (
            known != key and noted[known].radius_m > WIDE * max(contact.radius_m, 1.0)
        ):
            own[key] = said
    return spoken, own


def _threat_around(
    noted: dict[str, f.ThreatNoted], contact: f.ContactReported, at: f.Point
) -> str | None:
    """The noted threat of the contact's kind whose middle is nearest, if the contact is inside."""
    inside = [
        (far_m, key)
        for key, threat in noted.items()
        if threat.what == contact.unit
        and (far_m := distance_m(threat.at.place, at.place)) <= threat.radius_m
    ]
    return min(inside)[1] if inside else None


def _quiet_passages(state: State) -> dict[str, list[tuple[int, float]]]:
    """For each threat: when a run that met nothing of it left, and the hazard had it been there.

    Only the last debrief of a run counts, so that a run which is debriefed anew counts once.
    """
    quiet: dict[str, list[tuple[int, float]]] = {}
    for run, words in state.debriefs.items():
        said = words[max(words)]
        left_ms = story(state, run).departed_ms
        at_ms = heard_at_ms(said) if left_ms is None else left_ms
        for exposure in said.fact.exposures if isinstance(said.fact, f.Debriefed) else ():
            if exposure.contacts == 0:
                quiet.setdefault(exposure.threat, []).append((at_ms, exposure.hazard_if_there))
    return quiet


def _seen_line(state: State, spot: Spot, quiet: list[tuple[int, float]], now_ms: int) -> ThreatLine:
    """A danger that sightings tell of: by the best word that stands; taken back, it is lifted."""
    still = spot.standing
    best = max(still, key=lambda w: (_told_chance(w), w.stamp), default=spot.first)
    seen = told(best)
    noted = f.ThreatNoted(
        threat=spot.key,
        name=_seen_name(state, seen),
        what=seen.what,
        at=at_of(state, seen),
        radius_m=seen.radius_m,
        reliability=seen.reliability,
        credibility=seen.credibility,
        words=seen_words(seen),
    )
    if not still:
        return replace(_line(state, best, noted, [], [], now_ms), belief=0.0, lifted=True)
    others = [w for w in spot.words if w is not still[0]]
    grade = noted.reliability + noted.credibility
    mine = told(still[0])
    first = msgspec.structs.replace(
        noted, reliability=mine.reliability, credibility=mine.credibility
    )
    line = _line(state, still[0], first, others, quiet, now_ms)
    lifts = (state.lifted.get(key) for key in spot.keys)
    gone = any(lift and lift.stamp > max(w.stamp for w in still) for lift in lifts)
    return replace(line, grade=grade, lifted=gone, belief=0.0 if gone else line.belief)


def _seen_name(state: State, seen: f.SightingReported) -> str:
    what = KINDS[seen.what].words if seen.what != "unknown" else "Danger"
    return f"{what} seen at {_site_name(state, seen.site)}" if seen.site else f"{what} seen"


def _site_name(state: State, site: str) -> str:
    said = state.sites.get(site) or state.bases.get(site)
    fact = said.fact if said else None
    return fact.name if isinstance(fact, f.SiteNoted | f.BaseFounded) else site


def _told_chance(said: Said) -> float:
    """The chance that the grade of a contact or a sighting gives it."""
    graded = said.fact
    assert isinstance(graded, f.ContactReported | f.SightingReported)  # noqa: S101  # as spoken
    return chance(graded.reliability, graded.credibility)


def _line(
    state: State,
    said: Said,
    noted: f.ThreatNoted,
    words: list[Said],
    quiet: list[tuple[int, float]],
    now_ms: int,
) -> ThreatLine:
    """1. Start from the grade. 2. Walk the evidence in time. 3. Fade to now. 4. Lifted is zero."""
    kind = KINDS[noted.what]
    half_life_h = kind.half_life_h if noted.half_life_h is None else noted.half_life_h
    start_ms = heard_at_ms(said)
    lifted = state.lifted.get(noted.threat)
    for_it = [w for w in words if not _says_gone(w)]
    gone = lifted is not None and lifted.stamp > max([said.stamp, *(w.stamp for w in for_it)])
    p, at_ms, last_ms = chance(noted.reliability, noted.credibility), start_ms, start_ms
    if superseded(state, said, tuple(w for w in words if isinstance(w.fact, f.SightingReported))):
        p = PRIOR
    spoken: set[str] = set()
    events = [(heard_at_ms(w), 0, 0.0, w) for w in words if w in for_it or w.stamp > said.stamp]
    events += [(ms, 1, hazard, said) for ms, hazard in quiet if ms >= start_ms]
    for ms, is_quiet, hazard, source in sorted(events, key=lambda e: (e[0], e[1], e[3].stamp)):
        p = faded(p, (ms - at_ms) / HOUR_MS, half_life_h)
        at_ms = max(at_ms, ms)
        if is_quiet:
            p = after_quiet(p, hazard)
            continue
        fresh = drawn(_told_chance(source), (at_ms - ms) / HOUR_MS, half_life_h)
        if _says_gone(source):
            p = weighed([-max(0.0, weight(fresh))], p)
            continue
        run = getattr(source.fact, "run", None)
        p = after_word(p, fresh, again=run in spoken)
        spoken |= {run} if run else set()
        last_ms = max(last_ms, ms)
    belief = 0.0 if gone else faded(p, (now_ms - at_ms) / HOUR_MS, half_life_h)
    return ThreatLine(
        threat=noted.threat,
        name=noted.name,
        what=noted.what,
        what_words=kind.words,
        place=noted.at.place,
        radius_m=noted.radius_m,
        grade=noted.reliability + noted.credibility,
        belief=belief,
        age_h=max(0.0, (now_ms - last_ms) / HOUR_MS),
        per_km=kind.per_km if noted.per_km is None else noted.per_km,
        half_life_h=half_life_h,
        last_ms=last_ms,
        lifted=gone,
        run=said.fact.run if isinstance(said.fact, f.ContactReported) else None,
        words=noted.words,
        placed=said.fact.placed if isinstance(said.fact, f.ContactReported) else "said",
    )


def _says_gone(said: Said) -> bool:
    return isinstance(said.fact, f.SightingReported) and said.fact.gone


def after_word(p: float, told: float, again: bool) -> float:
    """Belief after one more word of it that has the chance `told` by its grade.

    A word that speaks for it starts from the prior where belief had faded below that: it was seen
    anew. The same source `again` brings belief back to its word, and no further.
    """
    if again:
        return max(p, told) if told >= PRIOR else p
    return weighed([weight(told)], max(p, PRIOR) if told >= PRIOR else p)


def after_quiet(p: float, hazard_if_there: float) -> float:
    """Belief after a passage without contact, by Bayes' rule with P(quiet | there) = exp(-h)."""
    silent = p * exp(-hazard_if_there)
    return silent / (1 - p + silent) if p < 1 else 1.0
