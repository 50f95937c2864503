"""Sightings of dangers: in the views, in the hazard, each source by its latest word."""

import pytest

from data.toys import DEPOT, NOON, D, H, Talk, toy
from holdfast import facts as f
from holdfast.base.errors import Refused
from holdfast.base.geo import Place, offset
from holdfast.know.grading import chance
from holdfast.know.picture import picture
from holdfast.know.risk import ThreatLine, field, is_threat, threats
from holdfast.know.seen import seen_threat_id, spots
from holdfast.know.sites import SiteLine, sites
from holdfast.run.rules import refuse


def seen(sighting: str = "s1", **more: object) -> f.SightingReported:
    """A trader tells of a danger at the depot."""
    return f.SightingReported(
        **{
            "sighting": sighting, "at": f.Point(*DEPOT), "site": "depot", "about": "threat",
            "words": "Men with rifles at the gate.", "source": "trader", "reliability": "B",
            "credibility": "2",
        } | more
    )  # type: ignore[arg-type]  # fmt: skip


def told(*words: f.Fact) -> Talk:
    """The toy base, and these words an hour apart, the last of them at noon."""
    talk = toy()
    for i, word in enumerate(words):
        talk.at(NOON - (len(words) - 1 - i) * H, word)
    return talk


def depot(talk: Talk, now_ms: int = NOON) -> SiteLine:
    """The depot as it is shown."""
    dangers = threats(talk.state, now_ms)
    return next(s for s in sites(talk.state, now_ms, dangers) if s.site == "depot")


def hazard(talk: Talk, place: Place = DEPOT, now_ms: int = NOON) -> float:
    """Harmful contacts of an hour there, as a plan counts them."""
    return field(talk.state, now_ms).site(place, 1.0)


def only(talk: Talk, now_ms: int = NOON) -> ThreatLine:
    """The one threat that is known."""
    [line] = threats(talk.state, now_ms)
    return line


def test_a_danger_seen_at_a_site_is_told_at_the_site_with_its_grade() -> None:
    """The site's view, the threat's view and the map name it; nothing else was said."""
    talk = told(seen(hypotheses=("bandits", "a patrol of the town")))

    assert depot(talk).danger == "Danger seen at Depot"
    assert depot(talk).danger_words.startswith("B2 · 75%")
    assert only(talk).belief == pytest.approx(chance("B", "2"))
    assert "trader: Men with rifles" in only(talk).words
    assert "It may be: bandits; or a patrol of the town." in only(talk).words
    assert picture(talk.state, NOON)["threats"]["features"][0]["properties"]["grade"] == "B2"


def test_a_danger_seen_is_in_the_hazard_of_a_plan_and_fades() -> None:
    """A search there meets more than where nothing is known, and less a day later."""
    quiet, talk = toy(), told(seen(what="armed"))

    assert hazard(talk) > 100 * hazard(quiet)
    assert hazard(talk, now_ms=NOON + D) == pytest.approx(hazard(talk) / 2, rel=0.01)


def test_the_kind_that_was_seen_gives_the_name_and_the_rate() -> None:
    """Infected at a place that is no site."""
    far = offset(DEPOT, 3_000, 0)
    line = only(told(seen(site=None, at=f.Point(*far), what="infected", radius_m=150)))

    assert (line.name, line.what, line.radius_m) == ("Infected seen", "infected", 150)
    assert line.place == far


@pytest.mark.parametrize("grade", ["A5", "B4"])
def test_a_source_that_doubts_its_own_word_takes_it_down(grade: str) -> None:
    """The later word of one source stands for both, under whatever id it was said."""
    talk = told(seen("s1"), seen("s2", reliability=grade[0], credibility=grade[1]))

    assert only(talk).belief == pytest.approx(chance(*grade))
    assert only(talk).grade == grade


def test_a_sighting_corrected_to_be_of_something_else_is_no_danger() -> None:
    """The same id said again is a correction."""
    talk = told(seen(), seen(about="stock"))

    assert threats(talk.state, NOON) == []
    assert hazard(talk) == hazard(toy())


@pytest.mark.parametrize("kind", ["unknown", "armed"])
def test_what_its_source_says_is_gone_is_gone(kind: str) -> None:
    """By its kind or by none; it is no longer at the site, and no more in the hazard."""
    talk = told(seen("s1", what="armed"), seen("s2", what=kind, gone=True, words="They left."))

    assert only(talk).lifted
    assert depot(talk).danger == ""
    assert hazard(talk) == hazard(toy())


def test_that_another_source_says_it_is_gone_speaks_against_it_and_no_more() -> None:
    """Each source counts once; one that says so twice counts no more than once."""
    against = seen("s2", source="scout", gone=True)
    once, twice = (
        told(seen(), against),
        told(seen(), against, seen("s3", source="scout", gone=True)),
    )

    assert 0.2 < only(once).belief < 0.4
    assert only(twice).belief == pytest.approx(only(once).belief, rel=0.1)


def test_a_doubtful_word_that_it_is_gone_raises_nothing() -> None:
    """Nor one that cannot be judged."""
    for grade in ("A5", "F6"):
        denial = seen("s2", source="scout", gone=True, reliability=grade[0], credibility=grade[1])
        talk, plain = told(seen(), denial), told(seen(), f.NoteLogged(words="x"))
        assert only(talk).belief == pytest.approx(only(plain).belief)


def test_two_sources_agree_and_one_source_twice_does_not() -> None:
    """Two mouths are more than one, one mouth twice is not."""
    two = only(told(seen("s1"), seen("s2", source="scout"))).belief
    same = only(told(seen("s1"), seen("s2"))).belief

    assert two > 0.9
    assert same == pytest.approx(chance("B", "2"))


def test_said_to_be_there_again_after_it_was_gone_is_there() -> None:
    """The latest word stands, whichever it is."""
    talk = told(seen("s1"), seen("s2", gone=True), seen("s3"))

    assert only(talk).belief == pytest.approx(chance("B", "2"))
    assert not only(talk).lifted


def band(**more: object) -> f.ThreatNoted:
    """Armed people round the depot, noted on the ground of a sighting."""
    return f.ThreatNoted(
        **{
            "threat": "band", "name": "The band", "what": "armed", "at": f.Point(*DEPOT),
            "radius_m": 800, "reliability": "B", "credibility": "2", "sightings": ("s1",),
        } | more
    )  # type: ignore[arg-type]  # fmt: skip


def test_what_a_noted_threat_rests_on_is_counted_once() -> None:
    """Its grade has it already."""
    line = only(told(seen(what="armed"), band()))

    assert (line.threat, line.belief) == ("band", pytest.approx(chance("B", "2")))


def test_a_noted_threat_falls_when_what_it_rests_on_is_taken_back() -> None:
    """The trader was its only ground, and says now that nobody is there."""
    talk = told(seen(what="armed"), band(), seen("s2", gone=True))

    assert only(talk).belief < 0.1


def test_a_sighting_inside_a_noted_threat_of_its_kind_speaks_for_it() -> None:
    """One threat with more belief, not two."""
    line = only(told(band(sightings=()), seen("s2", what="armed", source="scout")))

    assert line.threat == "band"
    assert line.belief > 0.9


def test_a_sighting_can_be_lifted_by_name_and_seen_anew() -> None:
    """As a threat that was noted."""
    talk = told(seen(), f.ThreatLifted(threat=seen_threat_id("s1")))
    assert is_threat(talk.state, seen_threat_id("s1"))
    refuse(talk.state, f.ThreatLifted(threat=seen_threat_id("s1")), NOON)
    with pytest.raises(Refused):
        refuse(talk.state, f.ThreatLifted(threat="seen-nothing"), NOON)
    assert only(talk).lifted

    talk.at(NOON + H, seen("s2"))
    assert not only(talk, NOON + H).lifted


def test_a_danger_whose_place_is_far_off_its_site_lies_at_the_site() -> None:
    """Both were said; who stays at the site must know."""
    line = only(told(seen(at=f.Point(*offset(DEPOT, 9_000, 0)))))

    assert line.place == DEPOT


def test_nobody_in_particular_takes_back_nobodys_danger() -> None:
    """An unnamed 'saw nothing' weighs against it by its grade; it is no retraction."""
    mines = told(seen("s1", what="mines", source="", reliability="B", credibility="2"))
    empty = told(
        seen("s1", what="mines", source="", reliability="B", credibility="2"),
        seen("s2", what="mines", source="", gone=True, reliability="F", credibility="6"),
    )
    assert not only(empty).lifted
    assert only(empty).belief > only(mines).belief / 2


def test_thousands_of_dangers_are_told_apart_as_few_are() -> None:
    """By site and by radius, each to the group that it is nearest to in order of the words."""
    near, far = f.Point(*offset(DEPOT, 200, 0)), f.Point(*offset(DEPOT, 9_000, 0))
    talk = told(
        seen("a", at=near, site=None, radius_m=300), seen("b", at=near, site=None, source="b"),
        seen("c", at=far, site=None, source="c"), seen("d", at=near, site=None, what="mines"),
    )  # fmt: skip
    assert sorted(len(spot.keys) for spot in spots(talk.state)) == [1, 1, 2]


def test_a_sighting_that_was_taken_back_leaves_the_site_and_the_hazard() -> None:
    """Everything is reckoned as if it had not been said; an earlier word of its source stands."""
    talk = told(seen("s1", what="armed", credibility="3"), seen("s2", what="armed"))
    last = max(talk.state.sightings)
    assert only(talk).grade == "B2"

    talk.at(
        NOON,
        f.Withdrawn(
            of="sighting_reported", device=last.device, seq=last.seq, by="x", words="mistaken"
        ),
    )
    assert only(talk).grade == "B3"

    first = max(talk.state.sightings)
    talk.at(
        NOON,
        f.Withdrawn(
            of="sighting_reported", device=first.device, seq=first.seq, by="x", words="mistaken"
        ),
    )
    assert threats(talk.state, NOON) == []
    assert hazard(talk) == hazard(toy())
