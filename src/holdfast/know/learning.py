"""What runs teach: rates of contacts, breakdowns and blocked roads, times, and what grades mean.

Laws. Only a debriefed run speaks, once, and what was not known at the moment asked about does not
count. A quiet trip counts too. Evidence halves with its half-life; what is assumed does not, so
that what is no longer seen goes back to the assumed.

The same evidence is not counted twice. Belief (know.risk) answers whether a threat is there; what
is learned here is how often one that is there makes contact. So a passage counts only by the
chance, after all that is known, that the threat was there: wholly if there was contact, hardly if
a quiet passage says that it had gone. Contacts away from all known threats speak for the
background. Legs with a contact or a call for help on them, or after last light, say nothing of
pace.

What is assumed, and how long evidence lasts, is in know.assumed; times are in know.paces.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import fsum
from types import MappingProxyType

from holdfast.know.assumed import ASSUMED, MODES, STRENGTH, fresh
from holdfast.know.conjugate import Posterior, Seen, rate, share
from holdfast.know.grading import chance
from holdfast.know.hazard import BACKGROUND_PER_KM
from holdfast.know.paces import times_learned
from holdfast.know.passages import Passage, Past, passages
from holdfast.know.risk import KINDS, after_quiet
from holdfast.know.searches import Search
from holdfast.know.state import State

OUTCOMES = {
    "avoided": "p_avoided", "broke_off": "p_off", "cut_off": "p_cut", "driven_off": "", "pinned": ""
}  # fmt: skip
"""What a reported outcome is in the play; the last two are fought through."""
HARMS = {"broke_off": "off", "cut_off": "cut", "driven_off": "through", "pinned": "through"}
MOST_TURNS, AGREED = 50, 1e-6
"""Turns of reckoning who was there, and when two of them agree."""


@dataclass(frozen=True, slots=True)
class Learned:
    """All figures, as learned by a moment.

    Attributes:
        figures: by name. The names of ASSUMED; `contacts_KIND`: times the kind's contacts of
            know.risk; `background_per_km`: harmful contacts per kilometre on foot where nothing
            is known; `breakdown_per_km_MODE`; `pace_MODE`, `stay`: taken over planned; `there_B2`:
            chance that a fresh claim of this grade holds, for grades that were tried.
        n_runs: debriefed runs that spoke. km: how far they went, by mode, before forgetting.
    """

    figures: Mapping[str, Posterior]
    n_runs: int
    km: Mapping[str, float]

    def per_km(self, kind: str) -> float:
        """Harmful contacts per kilometre inside a threat of this kind that is there."""
        return KINDS[kind].per_km * self.figures[f"contacts_{kind}"].mean * self.harm_ratio

    @property
    def harm_ratio(self) -> float:
        """How many contacts do harm, against how many are assumed to."""
        now = {name: self.figures[name].mean for name in ASSUMED}
        return _harm_share(now) / _harm_share(ASSUMED)


def _harm_share(odds: Mapping[str, float]) -> float:
    """The share of contacts that hurt somebody (1 / contacts_per_harm of rehearse.odds)."""
    through = max(0.0, 1 - odds["p_avoided"] - odds["p_off"] - odds["p_cut"])
    harm = odds["p_off"] * odds["harm_off"] + odds["p_cut"] * odds["harm_cut"]
    return harm + through * odds["harm_through"]


def learned(state: State, now_ms: int) -> Learned:
    """Every figure from all runs that were debriefed by this moment."""
    trips = passages(state, now_ms)
    figures = {
        **contacts_learned(trips, now_ms),
        **_outcomes(trips, now_ms),
        **_on_the_way(trips, now_ms),
        **times_learned(trips, now_ms),
        **_grades(trips, now_ms),
    }
    km = {mode: fsum(t.km for t in trips if t.mode == mode) for mode in MODES}
    return Learned(MappingProxyType(figures), len(trips), MappingProxyType(km))


def odds_learned(of: Learned) -> dict[str, float]:
    """Those of the play's odds that runs have taught anything of, by their names there."""
    taught = {name: of.figures[name] for name in ASSUMED}
    return {name: p.mean for name, p in taught.items() if p.n > 0 or p.exposure > 0}


def contacts_learned(trips: Sequence[Passage], now_ms: int) -> dict[str, Posterior]:
    """How many contacts the kinds of threats make against what is assumed; and the background."""
    per_harm = 1 / _harm_share(ASSUMED)
    passed: dict[str, list[tuple[Past, float]]] = {kind: [] for kind in KINDS}
    calm = []
    for trip in trips:
        w = fresh(trip.home_ms, "contacts", now_ms)
        for past in trip.past:
            passed[past.kind].append((past, w))
        calm.append(Seen(trip.elsewhere, trip.exposed_km * per_harm, w))
    found = {f"contacts_{kind}": _of_kind(held, per_harm) for kind, held in passed.items()}
    return found | {"background_per_km": rate(BACKGROUND_PER_KM, STRENGTH["background"], calm)}


def _of_kind(passed: Sequence[tuple[Past, float]], per_harm: float) -> Posterior:
    """Contacts against the assumed, of passages with their weights.

    How likely a quiet threat was there follows from the rate that is being learned: both are
    reckoned in turn until they agree (expectation and maximisation: Dempster, Laird & Rubin 1977).
    """
    found = rate(1.0, STRENGTH["contacts"], [])
    for _ in range(MOST_TURNS):
        seen = [
            Seen(past.contacts, past.hazard * per_harm * _there(past, found.mean * per_harm), w)
            for past, w in passed
        ]
        before, found = found.mean, rate(1.0, STRENGTH["contacts"], seen)
        if abs(found.mean - before) <= AGREED * before:
            break
    return found


def _there(past: Past, contacts_per_harm: float) -> float:
    """The chance that a threat was there.

    Belief (know.risk) reckons a quiet passage as one without harm, which there are more of than of
    those without any contact, and at the assumed rate: what is missing is made up for here.
    """
    if past.contacts:
        return 1.0
    return after_quiet(past.p_there, past.hazard * (contacts_per_harm - 1))


def _outcomes(trips: Sequence[Passage], now_ms: int) -> dict[str, Posterior]:
    """How contacts went, of those of which it was told; and in which somebody was hurt."""
    went: dict[str, list[Seen]] = {n: [] for n in ASSUMED if n.startswith(("p_", "harm_"))}
    for trip in trips:
        w = fresh(trip.home_ms, "outcomes", now_ms)
        for met in trip.met:
            if met.outcome not in OUTCOMES:
                continue
            for name in ("p_avoided", "p_off", "p_cut"):
                went[name].append(Seen(float(OUTCOMES[met.outcome] == name), 1.0, w))
            if met.outcome in HARMS and met.harm != "not_known":
                hurt = float(met.harm in ("hurt", "dead"))
                went[f"harm_{HARMS[met.outcome]}"].append(Seen(hurt, 1.0, w))
    return {name: share(ASSUMED[name], STRENGTH["outcomes"], s) for name, s in went.items()}


def _on_the_way(trips: Sequence[Passage], now_ms: int) -> dict[str, Posterior]:
    """Breakdowns, sprains and blocked roads per kilometre."""

    def events(name: str, what: str, modes: Sequence[str], on: str, km: str) -> Posterior:
        seen = (
            Seen(getattr(t, on), getattr(t, km), fresh(t.home_ms, what, now_ms))
            for t in trips
            if t.mode in modes
        )
        return rate(ASSUMED[name], STRENGTH[what], seen)

    wheels = ("car", "truck")
    broke = {m: events("breakdown_per_km", "breakdowns", (m,), "broke", "worn_km") for m in wheels}
    return {
        "breakdown_per_km": events("breakdown_per_km", "breakdowns", wheels, "broke", "worn_km"),
        **{f"breakdown_per_km_{mode}": found for mode, found in broke.items()},
        "sprain_per_km": events("sprain_per_km", "breakdowns", ("foot",), "sprained", "km"),
        "blocked_per_km": events("blocked_per_km", "blocked", wheels, "blocked", "km"),
        "blocked_per_km_foot": events("blocked_per_km_foot", "blocked", ("foot",), "blocked", "km"),
    }


def _grades(trips: Sequence[Passage], now_ms: int) -> dict[str, Posterior]:
    """How often claims of each grade held, of the grades that were tried."""
    tried: dict[str, list[Seen]] = {}
    for trip in trips:
        w = fresh(trip.home_ms, "there", now_ms)
        for search in trip.searches:
            tried.setdefault(search.grade, []).append(Seen(_held(search), 1.0, w))
    return {
        f"there_{grade}": share(chance(*grade), STRENGTH["there"], seen)
        for grade, seen in sorted(tried.items())
    }


def _held(search: Search) -> float:
    """1 where it was there; else the chance that it had been, and was gone by then (Bayes)."""
    if search.found:
        return 1.0
    p = chance(*search.grade)
    return p * (1 - search.lasted) / (1 - p * search.lasted)
