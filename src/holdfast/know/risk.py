"""What may harm us where: threats whose belief fades, and the hazard of passing a place.

Laws. Belief starts from the grade, halves with the kind's half-life, moves with each run's
contacts by their likelihood ratio, falls with each quiet passage by Bayes' rule, each in its own
time, and is computed at reading time. What one run says again counts once; doubtful words never
raise belief. A contact inside a known threat of its kind speaks for that threat; any other contact,
and one inside a threat so wide that its place would be lost, is a threat of its own. So it is with
sightings of dangers, each source by its latest word; that a danger is gone speaks against it.

Source of the figures in KINDS and MODE_EXPOSURE: assumed; a threat may carry its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import exp
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from holdfast import facts as f
from holdfast.base.clock import HOUR_MS
from holdfast.base.geo import EARTH_RADIUS_M, Place, distance_m
from holdfast.facts.said import Said
from holdfast.know.contact_words import about_them
from holdfast.know.grading import PRIOR, chance, drawn, faded, weighed, weight
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
BACKGROUND_PER_KM = 2e-5
"""Expected harmful contacts per team-kilometre where nothing is known; gamma of shape 0.2.

Source: WFP, Darfur, January to April 2008, one of the worst roads on record: 60 hijacked trucks in
about 6,600 loaded trips of 1,300 km is 7e-6; US fuel convoys 2007 about 3e-6; ours lies above both,
since small teams are not convoys. Low confidence.
"""
MODE_EXPOSURE = {"foot": 1.0, "car": 0.6, "truck": 0.8}
"""How much of a kilometre's hazard a mode meets: faster, but seen from further off (assumed)."""
EDGE = 1.5
"""The hazard falls linearly from full at the radius to nothing at EDGE radii (assumed)."""
SEARCH_KM_PER_H = 1.5
"""An hour spent at a site counts as so many kilometres walked there (assumed)."""
SHORT_M = 1e-3
"""A piece of a line shorter than this has no direction."""
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


MOST_AT_ONCE = 20_000
"""Pairs of a threat and a piece that are weighed in one go: the arrays of them stay in the cache
(assumed)."""

Threats = int | NDArray[np.int64]
"""One threat's number, or a column of (k, 1) of them."""


@dataclass(frozen=True, slots=True)
class Field:
    """The hazard field of one moment: circles with a rate, cut loose from the State.

    Attributes:
        lon, lat: (k,) degrees. radius_m: (k,). per_km: (k,) belief times rate.
    """

    lon: Floats
    lat: Floats
    radius_m: Floats
    per_km: Floats

    def at(self, lon: Floats, lat: Floats) -> Floats:
        """Expected harmful contacts per kilometre on foot at each of (n,) places."""
        rate = np.full(len(lon), BACKGROUND_PER_KM)
        for k in range(len(self.lon)):
            rate += self.per_km[k] * _weight(self, k, lon, lat)
        return rate

    def along(self, start: Floats, end: Floats) -> Floats:
        """The mean of `at` along each of n straight pieces, exact for circles of any size.

        Args:
            start, end: (n, 2) longitude and latitude of the pieces' ends.
        """
        rate = np.full(len(start), BACKGROUND_PER_KM)
        near = _within_reach(self, start, end)
        at_once = max(1, MOST_AT_ONCE // max(1, len(start)))
        for i in range(0, len(near), at_once):
            some = np.array(near[i : i + at_once])
            for k, mean in zip(some, _mean_weight(self, some[:, None], start, end), strict=True):
                rate += self.per_km[k] * mean
        return rate

    def site(self, place: Place, hours: float) -> float:
        """Expected harmful contacts in so many hours of search at a place."""
        rate = self.at(np.array([place.lon]), np.array([place.lat]))[0]
        return float(rate) * SEARCH_KM_PER_H * hours


def _within_reach(field: Field, start: Floats, end: Floats) -> list[int]:
    """Threats that may reach into the box round all pieces; all of them where it spans a turn."""
    if not len(start) or not len(field.lon):
        return []
    lon, lat = np.append(start[:, 0], end[:, 0]), np.append(start[:, 1], end[:, 1])
    low, high = np.array([lon.min(), lat.min()]), np.array([lon.max(), lat.max()])
    if high[0] - low[0] > 90 or max(abs(low[0]), abs(high[0])) > 179 or np.abs(lat).max() > 85:
        return list(range(len(field.lon)))
    reach = EDGE * np.maximum(field.radius_m, 1.0) / (EARTH_RADIUS_M * np.pi / 180) * 1.01
    wide = reach / np.cos(np.radians(np.minimum(85.0, np.abs(lat).max() + reach)))
    near = (field.lon >= low[0] - wide) & (field.lon <= high[0] + wide)
    near &= (field.lat >= low[1] - reach) & (field.lat <= high[1] + reach)
    turned = np.abs(field.lon) > 179
    return [int(k) for k in np.flatnonzero(near | turned)]


def _weight(field: Field, k: Threats, lon: Floats, lat: Floats) -> Floats:
    """1 inside the radius, 0 beyond EDGE radii, linear between; flat earth at the threat."""
    east, north = _metres_from(field, k, lon, lat)
    far = np.hypot(east, north) / _radius_m(field, k)
    inside: Floats = np.clip((EDGE - far) / (EDGE - 1), 0.0, 1.0)
    return inside


def _radius_m(field: Field, k: Threats) -> Floats:
    """A threat's radius; a point counts as a metre."""
    radius: Floats = np.maximum(field.radius_m[k], 1.0)
    return radius


def _metres_from(field: Field, k: Threats, lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Metres east and north of a threat; the line of 180 degrees is no border."""
    per_deg = EARTH_RADIUS_M * np.pi / 180
    turn = (lon - field.lon[k] + 180) % 360 - 180
    return turn * per_deg * np.cos(np.radians(field.lat[k])), (lat - field.lat[k]) * per_deg


def _mean_weight(field: Field, k: Threats, start: Floats, end: Floats) -> Floats:
    """The mean of `_weight` along straight pieces, by its antiderivative.

    1. Where each piece begins and ends along its own line, from the foot of the perpendicular.
    2. Pieces that pass by have none. 3. One too short to have a direction has its beginning's.
    """
    x, y = _metres_from(field, k, start[:, 0], start[:, 1])
    per_deg = EARTH_RADIUS_M * np.pi / 180
    dx = ((end[:, 0] - start[:, 0] + 180) % 360 - 180) * per_deg
    dx = dx * np.cos(np.radians(field.lat[k]))
    dy = (end[:, 1] - start[:, 1]) * per_deg
    length, radius = np.hypot(dx, dy), _radius_m(field, k)
    mean = _weight(field, k, start[:, 0], start[:, 1])
    near = np.hypot(x + dx / 2, y + dy / 2) <= EDGE * radius + length / 2
    some = np.nonzero(near & (length > SHORT_M))
    x, y, dx, dy, length, radius = (
        np.broadcast_to(v, near.shape)[some] for v in (x, y, dx, dy, length, radius)
    )
    at = (x * dx + y * dy) / length
    aside = np.abs(x * dy - y * dx) / length
    mean[some] = (_run(at + length, aside, radius) - _run(at, aside, radius)) / length
    return mean


def _run(at: Floats, aside: Floats, radius: Floats) -> Floats:
    """The integral of the weight from the foot of the perpendicular to `at`, `aside` off it."""
    full = np.sqrt(np.maximum(radius**2 - aside**2, 0.0))
    none = np.sqrt(np.maximum((EDGE * radius) ** 2 - aside**2, 0.0))
    far = np.clip(np.abs(at), full, none)
    slope = EDGE * (far - full) - (_away(far, aside) - _away(full, aside)) / radius
    run: Floats = np.sign(at) * (np.minimum(np.abs(at), full) + slope / (EDGE - 1))
    return run


def _away(at: Floats, aside: Floats) -> Floats:
    """The integral of the distance hypot(t, aside) for t from 0 to `at`."""
    off = np.maximum(aside, 1e-9)
    area: Floats = (at * np.hypot(at, off) + off**2 * np.arcsinh(at / off)) / 2
    return area


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


def line_hazard(field: Field, line: Sequence[Place], mode: str) -> Floats:
    """Expected harmful contacts on each of the n-1 stretches of a line of n places, exact."""
    if len(line) < 2:
        return np.zeros(0)
    start, end, km = _stretches(line)
    return field.along(start, end) * km * MODE_EXPOSURE[mode]


def lines_met(field: Field, lines: Sequence[Sequence[Place]], mode: str) -> list[Floats]:
    """As `line_hazard` for each of several lines, reckoned together: much sooner."""
    parts = [_stretches(line) for line in lines if len(line) > 1]
    if not parts:
        return [np.zeros(0) for _ in lines]
    starts, ends, km = (np.concatenate([part[i] for part in parts]) for i in range(3))
    met = field.along(starts, ends) * km * MODE_EXPOSURE[mode]
    sizes = [max(0, len(line) - 1) for line in lines]
    return np.split(met, np.cumsum(sizes[:-1]))


def lines_hazard(field: Field, lines: Sequence[Sequence[Place]], mode: str) -> list[float]:
    """Expected harmful contacts along each of several lines."""
    return [float(met.sum()) for met in lines_met(field, lines, mode)]


def km_inside(line: Sequence[Place], threat: ThreatLine) -> float:
    """Kilometres of a line within a threat, weighted as the hazard field weights them, exact."""
    if len(line) < 2:
        return 0.0
    start, end, km = _stretches(line)
    alone = Field(*(np.array([x]) for x in (*threat.place, threat.radius_m, 1.0)))
    return float(_mean_weight(alone, 0, start, end) @ km)


def km_by_threat(line: Sequence[Place], feared: Sequence[ThreatLine]) -> tuple[Floats, Floats]:
    """Kilometres of each of the n-1 stretches of a line, and of them within each of k threats.

    Returns:
        (n-1,) and (n-1, k); within is weighted as the hazard field weights it, exactly.
    """
    if len(line) < 2:
        return np.zeros(0), np.zeros((0, len(feared)))
    start, end, km = _stretches(line)
    alone = [Field(*(np.array([x]) for x in (*t.place, t.radius_m, 1.0))) for t in feared]
    inside = [_mean_weight(one, 0, start, end) * km for one in alone]
    return km, np.array(inside).reshape(len(feared), len(km)).T


def weight_at(place: Place, threat: ThreatLine) -> float:
    """How much of a threat's rate holds at a place: 1 inside, falling to 0."""
    alone = Field(*(np.array([x]) for x in (*threat.place, threat.radius_m, 1.0)))
    return float(_weight(alone, 0, np.array([place.lon]), np.array([place.lat]))[0])


def _stretches(line: Sequence[Place]) -> tuple[Floats, Floats, Floats]:
    """Where each straight stretch of a line begins and ends, and its great-circle kilometres."""
    points = np.array(line, dtype=np.float64)
    start, end = points[:-1], points[1:]
    a, b = np.radians(start), np.radians(end)
    h = np.sin((b - a)[:, 1] / 2) ** 2
    h += np.cos(a[:, 1]) * np.cos(b[:, 1]) * np.sin((b - a)[:, 0] / 2) ** 2
    return start, end, 2 * EARTH_RADIUS_M / 1000 * np.arcsin(np.sqrt(np.clip(h, 0.0, 1.0)))
