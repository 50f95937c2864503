"""Who is counted on and cannot go, and who was found and is nowhere: each an alarm of the run."""

import pytest

from data.toys import NOON, D, H, Talk, tasked, toy, toy_out
from holdfast import facts as f
from holdfast.base.errors import Refused
from holdfast.know.risk import contact_threat_id
from holdfast.run.alarm import Alarm
from holdfast.run.alarms import alarms
from holdfast.run.rules import refuse


def of(talk: Talk, kind: str, now_ms: int = NOON) -> list[Alarm]:
    """The alarms of this kind."""
    return [a for a in alarms(talk.state, now_ms) if a.alarm.split(".")[0] == kind]


def said(state: str, words: str = "") -> f.ReadinessSaid:
    """What is said of Kai."""
    return f.ReadinessSaid(person="kai", state=state, words=words)  # type: ignore[arg-type]


@pytest.mark.parametrize("state", ["lost", "dead", "in_care", "away"])
def test_a_crew_that_waits_for_one_who_cannot_go_is_an_alarm(state: str) -> None:
    """By name, on the run, until they can go again."""
    talk = toy()
    talk.at(NOON - H, tasked())
    talk.at(NOON - 1, said(state, "in the night"))
    (alarm,) = of(talk, "crew")

    assert (alarm.who, alarm.what, alarm.run) == ("KESTREL 1", "Kai cannot go", "run-1")
    assert "in the night" in alarm.more

    talk.at(NOON, said("ready"))
    assert of(talk, "crew") == []


def test_a_crew_that_is_out_with_one_who_is_dead_is_critical() -> None:
    """Said while they are out, or before they left all the same."""
    talk = toy_out()
    talk.at(NOON, said("dead"))
    (alarm,) = of(talk, "crew")
    assert (alarm.severity, alarm.what) == ("critical", "Kai is said to be dead")
    assert "was out with them" in alarm.more

    before = toy_out()
    before.at(NOON - 3 * H, said("lost"))
    (alarm,) = of(before, "crew")
    assert "left with them all the same" in alarm.more


@pytest.mark.parametrize("state", ["unserviceable", "away", "lost"])
def test_a_vehicle_that_drops_out_of_a_run_is_an_alarm(state: str) -> None:
    """Of a run that waits, until it is ready again; of one that is out, a grave one."""
    word = f.VehicleReadinessSaid(vehicle="truck", state=state, words="gearbox")  # type: ignore[arg-type]
    talk = toy()
    talk.at(NOON - H, tasked(vehicle="truck"))
    talk.at(NOON - 2, word)
    (alarm,) = of(talk, "vehicle")
    assert (alarm.severity, alarm.run) == ("warning", "run-1")
    assert "gearbox" in alarm.more

    out = Talk()
    out.said = list(talk.said)
    out.at(NOON - 1, f.VehicleReadinessSaid(vehicle="truck", state="ready", fuel_l=40))
    assert of(out, "vehicle") == []
    out.at(NOON, f.Departed(run="run-1", crew=("leila", "kai")))
    out.at(NOON + 1, word)
    (alarm,) = of(out, "vehicle", NOON + 2)
    assert alarm.severity == "critical"


def test_who_is_in_already_is_no_alarm_of_the_run() -> None:
    """Kai came in and was taken into care."""
    talk = toy_out()
    talk.at(NOON - 2, f.CameHome(run="run-1", home=("kai",), missing=("leila",)))
    talk.at(NOON - 1, said("in_care"))

    assert of(talk, "crew") == []


def test_people_found_who_did_not_come_in_are_an_alarm_that_does_not_age() -> None:
    """How many, of which run; a day later too, until somebody counts them."""
    talk = toy_out()
    talk.at(NOON - H + 1, f.PeopleFound(run="run-1", carried=1, children=4))
    talk.at(NOON, f.CameHome(run="run-1", home=("leila", "kai")))
    (alarm,) = of(talk, "found")
    assert (alarm.severity, alarm.who) == ("critical", "KESTREL 1")
    assert alarm.what == "5 of the 5 people found did not come in"
    assert of(talk, "found", NOON + 3 * D)

    talk.at(NOON + 1, f.BroughtInCounted(run="run-1", n=5))
    assert of(talk, "found") == []


def test_who_came_in_with_all_they_found_raises_nothing() -> None:
    """Five found, five in."""
    talk = toy_out()
    talk.at(NOON - H + 1, f.PeopleFound(run="run-1", walking=5))
    talk.at(NOON, f.CameHome(run="run-1", home=("leila", "kai"), others=5))

    assert of(talk, "found") == []


@pytest.mark.parametrize(("harm", "what"), [("dead", "Who is dead?"), ("hurt", "Who is hurt?")])
def test_a_contact_that_cost_somebody_asks_whom(harm: str, what: str) -> None:
    """Until a word on somebody of the crew answers it; a contact without harm asks nothing."""
    talk = toy_out()
    talk.at(NOON - 2, f.ContactReported(run="run-1", harm="none"))
    assert of(talk, "harmed") == []

    talk.at(NOON - 1, f.ContactReported(run="run-1", harm=harm))  # type: ignore[arg-type]
    (alarm,) = of(talk, "harmed")
    assert (alarm.who, alarm.what) == ("KESTREL 1", what)

    talk.at(NOON, said("dead"))
    assert of(talk, "harmed") == []


def harmed(talk: Talk) -> list[Alarm]:
    """What asks who was harmed."""
    return of(talk, "harmed")


def met(harm: str = "dead") -> f.ContactReported:
    """A contact that cost somebody."""
    return f.ContactReported(run="run-1", harm=harm)  # type: ignore[arg-type]


def named(person: str, state: str = "dead") -> f.ReadinessSaid:
    """What is said of somebody of the crew."""
    return f.ReadinessSaid(person=person, state=state)  # type: ignore[arg-type]


def test_two_contacts_with_a_dead_are_not_answered_by_one_name() -> None:
    """Each asks for a name of its own."""
    talk = toy_out()
    talk.at(NOON - 30 * 60_000, met())
    talk.at(NOON - 20 * 60_000, met())
    assert len(harmed(talk)) == 2
    assert "2 contacts ask" in harmed(talk)[0].more

    talk.at(NOON - 10 * 60_000, named("kai"))
    (left,) = harmed(talk)
    assert left.since_ms == NOON - 20 * 60_000
    talk.at(NOON, named("leila"))
    assert harmed(talk) == []


@pytest.mark.parametrize("state", ["ready", "resting", "in_care", "away"])
def test_who_is_dead_is_not_answered_by_a_word_on_the_living(state: str) -> None:
    """That somebody else is ready names no dead."""
    talk = toy_out()
    talk.at(NOON - 1, met())
    talk.at(NOON, named("kai", state))
    assert len(harmed(talk)) == 1


@pytest.mark.parametrize("answer", ["same", "unknown", "nobody"])
def test_a_dead_whom_no_name_answers_is_answered_by_a_person(answer: str) -> None:
    """By the button of the alarm, for that contact alone."""
    talk = toy_out()
    talk.at(NOON - 30 * 60_000, met())
    talk.at(NOON - 20 * 60_000, met())
    talk.at(NOON - 10 * 60_000, named("kai"))
    (left,) = harmed(talk)
    same = next(a.fact for a in left.acts if a.label == "The same person")
    assert same is not None

    said_so = f.HarmAccounted(run="run-1", contact=str(same["contact"]), answer=answer)  # type: ignore[arg-type]
    refuse(talk.state, said_so, NOON)
    talk.at(NOON, said_so)
    assert harmed(talk) == []


def test_only_a_contact_that_cost_somebody_is_answered() -> None:
    """Of no other run, and none without harm."""
    talk = toy_out()
    talk.at(NOON, met("none"))
    key = contact_threat_id(next(iter(talk.state.contacts.values())))
    for contact in (key, "contact-nothing"):
        with pytest.raises(Refused, match="no such contact"):
            refuse(talk.state, f.HarmAccounted(run="run-1", contact=contact, answer="same"), NOON)


def test_a_run_stays_on_the_board_until_its_dead_are_named() -> None:
    """Also days after it came home."""
    talk = toy_out()
    talk.at(NOON - 1, met())
    talk.at(NOON, f.CameHome(run="run-1", home=("leila", "kai")))
    assert [a.what for a in of(talk, "harmed", NOON + 3 * D)] == ["Who is dead?"]
