"""Threats whose belief fades, and the hazard of passing."""

import numpy as np
import pytest

from data.toys import NOON, H, Talk, toy_out
from holdfast import facts as f
from holdfast.base.geo import Place, offset
from holdfast.know.grading import chance
from holdfast.know.hazard import BACKGROUND_PER_KM, EDGE, km_inside, line_hazard
from holdfast.know.risk import ThreatLine, contact_threat_id, field, threats

AT = Place(32.1, 30.1)


def band(**more: object) -> f.ThreatNoted:
    """Jace's band: armed, 800 m, B2, half-life of a day."""
    return f.ThreatNoted(
        **{
            "threat": "jace", "name": "Jace's band", "what": "armed", "at": f.Point(*AT),
            "radius_m": 800, "reliability": "B", "credibility": "2",
        } | more
    )  # type: ignore[arg-type]  # fmt: skip


def contact(east_m: float = 0.0, run: str = "run-1", **more: object) -> f.ContactReported:
    """Armed people, so far east of Jace's middle."""
    return f.ContactReported(
        **{"run": run, "unit": "armed", "at": f.Point(*offset(AT, east_m, 0))} | more
    )  # type: ignore[arg-type]


def one(talk: Talk, now_ms: int = NOON, threat: str = "jace") -> ThreatLine:
    """The threat of this id."""
    return next(t for t in threats(talk.state, now_ms) if t.threat == threat)


def test_belief_starts_from_the_grade_and_halves_with_the_half_life() -> None:
    """B2 now; half of it a day later; the age is told."""
    talk = Talk()
    talk.at(NOON, band())

    assert one(talk).belief == pytest.approx(chance("B", "2"))
    assert one(talk, NOON + 24 * H).belief == pytest.approx(chance("B", "2") / 2)
    assert one(talk, NOON + 24 * H).age_h == 24


def test_a_contact_inside_speaks_for_the_threat_and_raises_it() -> None:
    """One threat with more belief and fresh evidence, not two."""
    talk = Talk()
    talk.at(NOON, band())
    talk.at(NOON + H, contact(300))
    calm = Talk()
    calm.at(NOON, band())

    assert len(threats(talk.state, NOON + H)) == 1
    assert one(talk, NOON + H).belief > one(calm, NOON + H).belief
    assert one(talk, NOON + H).last_ms == NOON + H


@pytest.mark.parametrize(
    "told", [contact(2_000), contact(300, unit="infected")], ids=["outside", "of another kind"]
)
def test_any_other_contact_is_a_threat_of_its_own(told: f.ContactReported) -> None:
    """Elsewhere, or of another kind: it leaves the noted threat as it was."""
    talk = Talk()
    talk.at(NOON, band())
    said = talk.at(NOON, told)
    own = one(talk, threat=contact_threat_id(said))

    assert one(talk).belief == pytest.approx(chance("B", "2"))
    assert own.run == "run-1"
    assert own.belief == pytest.approx(chance("A", "2"))


def test_a_threat_as_wide_as_a_district_does_not_swallow_a_contact() -> None:
    """Where they were met stays a place of its own on the map, and the wide threat rises too."""
    talk = Talk()
    talk.at(NOON, band(radius_m=20_000))
    before = one(talk).belief
    said = talk.at(NOON, contact(5_000, radius_m=400))

    assert one(talk, threat=contact_threat_id(said)).radius_m == 400
    assert one(talk).belief > before


def test_a_contact_from_before_the_note_speaks_with_its_own_age() -> None:
    """A year-old contact does not make a new note fresh."""
    talk = Talk()
    talk.at(NOON - 365 * 24 * H, contact())
    talk.at(NOON, band())

    assert one(talk).belief == pytest.approx(chance("B", "2"), abs=1e-6)


def test_the_threat_of_a_contact_can_be_noted_anew() -> None:
    """Its figures are then those of the note, and it is one threat."""
    talk = Talk()
    key = contact_threat_id(talk.at(NOON, contact()))
    talk.at(NOON + 1, band(threat=key, radius_m=1_500))

    assert [t.radius_m for t in threats(talk.state, NOON)] == [1_500]


def test_a_quiet_passage_lowers_belief_by_bayes() -> None:
    """P(there | quiet) with P(quiet | there) = exp(-hazard), at the time of the passage."""
    talk = toy_out()
    talk.at(NOON - 2 * H, band())
    talk.at(NOON + H, f.CameHome(run="run-1", home=("leila", "kai")))
    talk.at(NOON + 2 * H, f.Debriefed(run="run-1", exposures=(f.Exposure("jace", 0.5, 0),)))
    p = chance("B", "2") * 0.5 ** (1 / 24)
    quiet = p * np.exp(-0.5)
    expected = quiet / (1 - p + quiet) * 0.5 ** (3 / 24)

    assert one(talk, NOON + 2 * H).belief == pytest.approx(expected)


def test_a_passage_from_before_the_threat_was_heard_of_says_nothing_of_it() -> None:
    """They were home when it came; what they did not meet was not there to be met."""
    talk = toy_out()
    talk.at(NOON, f.CameHome(run="run-1", home=("leila", "kai")))
    talk.at(NOON + H, band())
    without = one(talk, NOON + 2 * H).belief
    talk.at(NOON + 2 * H, f.Debriefed(run="run-1", exposures=(f.Exposure("jace", 5.0, 0),)))

    assert one(talk, NOON + 2 * H).belief == without


def test_a_run_that_is_debriefed_twice_counts_once() -> None:
    """A corrected debrief takes the place of the first."""
    talk = toy_out()
    talk.at(NOON - 2 * H, band())
    quiet = f.Debriefed(run="run-1", exposures=(f.Exposure("jace", 0.5, 0),))
    talk.at(NOON + H, quiet)
    once = one(talk, NOON + H).belief
    talk.at(NOON + H, quiet, device="bb")

    assert one(talk, NOON + H).belief == once


def test_a_quiet_passage_does_not_undo_a_later_contact() -> None:
    """The debrief comes in the evening; what was met by others after the passage still stands."""
    talk = toy_out()
    talk.at(NOON - 2 * H, band())
    talk.at(NOON, contact(run="run-2"))
    met = one(talk, NOON + H).belief
    talk.at(NOON + H, f.Debriefed(run="run-1", exposures=(f.Exposure("jace", 5.0, 0),)))

    assert one(talk, NOON + H).belief > 0.95 * chance("A", "2") * 0.5 ** (1 / 24)
    assert one(talk, NOON + H).belief < met


def test_a_lifted_threat_is_gone_until_it_is_met_again() -> None:
    """Nothing in the field while lifted; a later contact counts, and so does a new note."""
    talk = Talk()
    talk.at(NOON, band())
    talk.at(NOON + H, f.ThreatLifted(threat="jace"))

    assert one(talk, NOON + H).lifted
    assert one(talk, NOON + H).belief == 0
    assert len(field(talk.state, NOON + H).lon) == 0

    talk.at(NOON + 2 * H, contact())

    assert not one(talk, NOON + 2 * H).lifted
    assert one(talk, NOON + 2 * H).belief > 0.5


def test_the_hazard_is_full_inside_and_nothing_beyond_the_edge() -> None:
    """Full to the radius, half-way down in the middle of the ring, background beyond it."""
    talk = Talk()
    talk.at(NOON, band(per_km=0.1))
    danger = field(talk.state, NOON)
    places = [offset(AT, 800 * r, 0) for r in (0, 0.99, (1 + EDGE) / 2, EDGE + 0.01, 9)]
    rates = danger.at(np.array([p.lon for p in places]), np.array([p.lat for p in places]))
    top = chance("B", "2") * 0.1

    assert rates - BACKGROUND_PER_KM == pytest.approx([top, top, top / 2, 0, 0], abs=2e-4)


def test_a_line_through_a_threat_meets_its_rate_by_the_kilometre() -> None:
    """A car meets less of it than people on foot; a line of one place meets nothing."""
    talk = Talk()
    talk.at(NOON, band(per_km=0.1, radius_m=5_000))
    danger = field(talk.state, NOON)
    line = [offset(AT, -500, 0), offset(AT, 500, 0)]
    foot, car = (float(line_hazard(danger, line, mode).sum()) for mode in ("foot", "car"))

    assert foot == pytest.approx(chance("B", "2") * 0.1 + BACKGROUND_PER_KM, rel=0.01)
    assert car < foot
    assert len(line_hazard(danger, line[:1], "foot")) == 0


def test_contacts_of_two_devices_are_two_threats() -> None:
    """Ids carry enough of the device's key that nobody makes two of them alike."""
    talk = Talk()
    talk.at(NOON, contact(), device="ab" * 32)
    talk.said.append(talk.said[0]._replace(
        stamp=talk.said[0].stamp._replace(device="ab" * 6 + "cd" * 26)
    ))  # fmt: skip

    assert len({t.threat for t in threats(talk.state, NOON)}) == 2


def test_a_threat_in_the_middle_of_a_long_stretch_is_met() -> None:
    """A desert road with corners 20 km apart goes through it all the same."""
    talk = Talk()
    talk.at(NOON, band(per_km=0.1))
    danger = field(talk.state, NOON)
    line = [offset(AT, -10_000, 0), offset(AT, 10_000, 0)]
    corners = [offset(AT, x, 0) for x in range(-10_000, 10_001, 50)]
    long, fine = (float(line_hazard(danger, x, "foot").sum()) for x in (line, corners))

    assert long == pytest.approx(fine, rel=0.01)
    assert long > 0.1 * chance("B", "2")
    assert km_inside(line, one(talk)) == pytest.approx(0.8 * 2 * 1.25, rel=0.02)
