"""Each alarm appears with its cause and goes with it."""

import msgspec
import pytest

from data.toys import DEPOT, HOME, MIN, NOON, D, H, Talk, tasked, toy, toy_out
from holdfast import facts as f
from holdfast.run.alarm import Alarm, alarm_id
from holdfast.run.alarms import alarms


def of(talk: Talk, kind: str, now_ms: int = NOON) -> Alarm | None:
    """The one alarm of this kind, if it is there."""
    found = [a for a in alarms(talk.state, now_ms) if a.alarm.split(".")[0] == kind]
    assert len(found) <= 1
    return found[0] if found else None


def contact(**more: object) -> f.ContactReported:
    """Armed people at the depot."""
    return f.ContactReported(
        **{"run": "run-1", "unit": "armed", "at": f.Point(*DEPOT)} | more  # type: ignore[arg-type]
    )


def home(*people: str, **more: object) -> f.CameHome:
    """KESTREL 1 comes in with these people."""
    return f.CameHome(run="run-1", home=people, **more)  # type: ignore[arg-type]


def test_silence_raises_overdue_and_a_report_ends_it() -> None:
    """By silence alone; the same silence keeps its id, a new one has another."""
    talk = toy_out()
    first, later = of(talk, "overdue", NOON - 29 * MIN), of(talk, "overdue")

    assert first is not None
    assert later is not None
    assert (first.alarm, first.severity) == (later.alarm, "critical")
    assert of(talk, "overdue", NOON - 30 * MIN) is None
    assert later.acts

    talk.at(NOON, f.CheckedIn(run="run-1"))
    again = of(talk, "overdue", NOON + H)

    assert of(talk, "overdue") is None
    assert again is not None
    assert again.alarm != first.alarm


def test_a_late_report_of_the_past_does_not_end_overdue() -> None:
    """An old word off a stick says where they were, not that they are well now."""
    talk = toy_out()
    talk.at(NOON, f.CheckedIn(run="run-1", when_ms=NOON - 50 * MIN))

    assert of(talk, "overdue") is not None


def test_a_report_dated_ahead_raises_an_alarm_of_its_own() -> None:
    """Somebody's clock is wrong, and the overdue alarm stays."""
    talk = toy_out()
    talk.at(NOON + 5 * H, f.CheckedIn(run="run-1"), device="bb")

    assert of(talk, "overdue") is not None
    assert of(talk, "ahead") is not None

    said = home("leila", "kai", when_ms=NOON)
    talk.at(NOON + 5 * H + 1, said)  # said after that report was seen, so stamped behind it

    assert of(talk, "ahead") is None


def test_a_call_for_help_is_critical_until_somebody_closes_it() -> None:
    """First of all alarms; a check-in does not take it away."""
    talk = toy_out()
    talk.at(NOON - MIN, f.HelpCalled(run="run-1", need="pinned"))
    first = alarms(talk.state, NOON)[0]

    assert (first.alarm.split(".")[0], first.severity) == ("help", "critical")

    talk.at(NOON, f.CheckedIn(run="run-1"))

    assert of(talk, "help") is not None

    talk.at(NOON, f.HelpClosed(run="run-1", by="mark", reason="helped"))

    assert of(talk, "help") is None


def test_not_well_is_an_alarm_until_they_are() -> None:
    """A check-in that says so is not lost among the others."""
    talk = toy_out()
    talk.at(NOON, f.CheckedIn(run="run-1", well=False, words="Kai limps"))
    alarm = of(talk, "unwell")

    assert alarm is not None
    assert "Kai limps" in alarm.more

    talk.at(NOON + 1, f.CheckedIn(run="run-1"))

    assert of(talk, "unwell") is None


def test_a_contact_is_an_alarm_for_six_hours() -> None:
    """A warning; critical where we have hurt or they cannot move."""
    talk = toy_out()
    talk.at(NOON, contact())
    alarm = of(talk, "contact")

    assert alarm is not None
    assert alarm.severity == "warning"
    assert of(talk, "contact", NOON + 6 * H + 1) is None

    talk = toy_out()
    talk.at(NOON, contact(outcome="pinned"))
    grave = of(talk, "contact", NOON + 9 * H)

    assert grave is not None
    assert grave.severity == "critical"

    talk.at(NOON + 10 * H, home("leila", "kai"))

    assert of(talk, "contact", NOON + 10 * H) is None


def test_turning_back_is_called_for_before_and_after_its_time() -> None:
    """Half an hour ahead a warning, then critical; gone once they are on the way home."""
    talk = toy_out()
    talk.at(NOON, f.Arrived(run="run-1", site="depot"))
    turn_ms = NOON + 3 * H

    assert of(talk, "turn", turn_ms - 31 * MIN) is None
    near, passed = of(talk, "turn", turn_ms - MIN), of(talk, "turn", turn_ms + 1)
    assert near is not None
    assert passed is not None
    assert (near.severity, passed.severity) == ("warning", "critical")

    talk.at(turn_ms, f.TurnedBack(run="run-1"))

    assert of(talk, "turn", turn_ms + 1) is None


def test_who_will_be_home_after_dark_is_warned_of() -> None:
    """On the way back, by the pace kept and the way taken."""
    left_ms = NOON + 190 * MIN
    talk = toy_out()
    talk.at(NOON, f.Arrived(run="run-1", site="depot"))
    talk.at(left_ms, f.LeftSite(run="run-1", site="depot"))

    assert of(talk, "dark", left_ms) is None

    talk.at(left_ms + 1, f.WaySwitched(run="run-1", role="fallback"))
    later = of(talk, "dark", NOON + 4 * H)

    assert of(talk, "dark", left_ms + 1) is not None
    assert later is not None
    assert later.since_ms == left_ms


def test_who_declines_is_an_alarm_and_another_who_declines_is_a_new_one() -> None:
    """Taken for Kai is not taken for Leila."""
    talk = toy()
    talk.at(NOON, tasked(left_ms=NOON + H), f.ConsentSaid(run="run-1", person="kai", yes=False))
    first = of(talk, "declined")
    assert first is not None
    talk.at(NOON, f.AlarmSeen(alarm=first.alarm))
    talk.at(NOON + 1, f.ConsentSaid(run="run-1", person="leila", yes=False))
    second = of(talk, "declined")

    assert second is not None
    assert second.seen_by == ""
    assert "Leila" in second.what


def test_a_run_that_does_not_leave_is_noticed_and_then_warned_of() -> None:
    """First 'must leave by', then too late to be home in time."""
    talk = toy()
    talk.at(NOON, tasked(left_ms=NOON + H))

    assert of(talk, "late", NOON + H) is None
    soon, too = of(talk, "late", NOON + H + 1), of(talk, "late", NOON + 4 * H)
    assert soon is not None
    assert too is not None
    assert (soon.severity, too.severity) == ("notice", "warning")


def test_a_run_must_leave_before_the_place_closes_to_which_it_goes() -> None:
    """Of a window and last light the one that comes first is named."""
    talk = toy()
    task = tasked(left_ms=NOON + H)
    there_ms = task.tasking.stops[0].arrive_ms
    wants = (f.StopWanted("depot", opens_ms=there_ms, closes_ms=there_ms + 10 * MIN),)
    asked = f.PlanAsked(plan="p", base="compound", objective="supply", sites=("depot",),
                        depart_ms=NOON, wants=wants)  # fmt: skip
    talk.at(NOON, asked, msgspec.structs.replace(task, plan="p", letter="A"))
    soon, too = of(talk, "late", NOON + H + MIN), of(talk, "late", NOON + H + 11 * MIN)

    assert soon is not None
    assert too is not None
    assert soon.what == "Must leave by 13:10"
    assert too.what == "Too late to be at Depot before it closes"


@pytest.mark.parametrize("named", [True, False], ids=["named missing", "not named at all"])
def test_who_is_missing_stays_an_alarm_for_as_long_as_they_are(named: bool) -> None:
    """Not for a day: until somebody says what became of them."""
    talk = toy_out()
    talk.at(NOON, home("leila", missing=("kai",) if named else ()))
    alarm = of(talk, "missing", NOON + 40 * D)

    assert alarm is not None
    assert (alarm.severity, alarm.what) == ("critical", "Not everyone is home: Kai")

    talk.at(NOON + 41 * D, f.ReadinessSaid(person="kai", state="in_care"))

    assert of(talk, "missing", NOON + 41 * D) is None


def test_a_run_that_is_home_asks_for_its_debrief() -> None:
    """Until it is debriefed."""
    talk = toy_out()
    talk.at(NOON, home("leila", "kai"))

    assert of(talk, "debrief") is not None

    talk.at(NOON, f.Debriefed(run="run-1"))

    assert of(talk, "debrief") is None


def test_a_threat_heard_of_since_they_left_is_an_alarm_where_they_still_go() -> None:
    """From elsewhere; new evidence is a new alarm; on the way that they take home."""
    talk = toy_out()
    talk.at(NOON - 30 * MIN, contact(run="run-2"))
    first = of(talk, "way", NOON - 30 * MIN)

    assert first is not None
    assert "fallback adds 1 h 00 min" in first.more

    talk.at(NOON, home("leila", "kai"))

    assert of(talk, "way") is None


def test_a_threat_between_two_far_corners_of_the_way_is_on_it() -> None:
    """The road is straight for 2 km; what lies beside its middle is not passed unseen."""
    talk = toy_out()
    talk.at(NOON - 30 * MIN, contact(run="run-2", at=f.Point(32.01, 30.001)))

    assert of(talk, "way", NOON - 30 * MIN) is not None


def test_a_threat_on_the_fallback_counts_once_they_take_it() -> None:
    """And the one on the way back counts no more."""
    talk = toy_out()
    middle = f.Point(32.02, 30.05)
    talk.at(NOON, f.Arrived(run="run-1", site="depot"))
    talk.at(NOON, contact(run="run-2", at=middle))

    assert of(talk, "way") is None

    talk.at(NOON + 1, f.WaySwitched(run="run-1", role="fallback"))

    assert of(talk, "way", NOON + 1) is not None


def test_an_older_threat_or_their_own_contact_is_no_alarm_on_the_way() -> None:
    """They were told of the one, and told us of the other."""
    talk = toy_out()
    talk.at(NOON - 90 * MIN, contact(run="run-2"))
    talk.at(NOON, contact(unit="infected"))

    assert of(talk, "way") is None


def test_who_is_out_without_a_tasking_that_we_know_is_an_alarm() -> None:
    """Reports came, the order did not: no clock runs for them, so a person must watch."""
    talk = toy()
    talk.at(NOON, f.HelpCalled(run="run-9", words="pinned at the mill", at=f.Point(*HOME)))
    alarm = of(talk, "untasked")

    assert alarm is not None
    assert alarm.severity == "critical"
    assert "pinned at the mill" in alarm.more

    talk.at(NOON, tasked("run-9", "KESTREL 9"))

    assert of(talk, "untasked") is None
    assert of(talk, "help") is not None


def test_stock_under_its_floor_is_a_warning_and_worse_by_a_day_is_a_new_one() -> None:
    """Taken at three days is not taken at one."""
    talk = toy()
    talk.at(
        NOON - D,
        f.RationSet(need="food", per_person_day=2_100, unit="kcal", floor_days=5),
        f.StockMoved(
            lot="lot-1", n=14, source="outside", target="base:compound", reason="received"
        ),
    )
    first = of(talk, "low")
    assert first is not None
    assert (first.severity, first.since_ms) == ("warning", NOON - D)
    talk.at(NOON, f.AlarmSeen(alarm=first.alarm))
    talk.at(
        NOON,
        f.StockMoved(lot="lot-1", n=8, source="base:compound", target="used", reason="issued"),
    )
    worse = of(talk, "low")

    assert worse is not None
    assert worse.seen_by == ""
    assert worse.who == "Food"
    talk.at(NOON, f.BaseFounded(base="mill", name="Mill", at=f.Point(*DEPOT), zone="Etc/UTC"))
    with_another = of(talk, "low")
    assert with_another is not None
    assert with_another.who.startswith("Food at ")

    talk.at(
        NOON,
        f.StockMoved(
            lot="lot-1", n=99, source="outside", target="base:compound", reason="received"
        ),
    )

    assert of(talk, "low") is None


def test_facts_that_clash_are_an_alarm_that_leads_to_both() -> None:
    """Until a later fact answers them."""
    talk = toy()
    talk.at(NOON, f.PlanChosen(plan="p", letter="A"), f.PlanChosen(plan="p", letter="B"))
    alarm = of(talk, "clash")

    assert alarm is not None
    assert alarm.more == "chose option A; chose option B"


def test_a_taken_alarm_stays_quietly_until_its_cause_is_gone() -> None:
    """With the name of who took it, after its like."""
    talk = toy_out()
    alarm = of(talk, "overdue")
    assert alarm is not None
    talk.at(NOON, f.AlarmSeen(alarm=alarm.alarm, by="mark"))
    taken = of(talk, "overdue")

    assert taken is not None
    assert taken.seen_by == "Mark"

    talk.at(NOON, f.HelpCalled(run="run-1"))
    talk.at(NOON, f.CheckedIn(run="run-1"))

    assert of(talk, "overdue") is None


def test_what_is_critical_comes_before_what_is_not() -> None:
    """Whoever took it."""
    talk = toy_out()
    talk.at(NOON - 50 * MIN, contact())
    found = [a.severity for a in alarms(talk.state, NOON + 4 * H)]

    assert found == sorted(found, key=["critical", "warning", "notice"].index)


def test_long_ids_are_cut_and_still_told_apart() -> None:
    """Two long names that begin alike are two alarms, and each can be said."""
    one, other = alarm_id("way", "r" * 60, "t" * 60), alarm_id("way", "r" * 60, "t" * 59 + "u")

    assert one != other
    assert f.decode(f.encode(f.AlarmSeen(alarm=one))) == f.AlarmSeen(alarm=one)
    assert alarm_id("overdue", "run-1", 5) == "overdue.run-1.5"


def test_what_the_disk_lost_is_a_critical_alarm_until_it_is_taken() -> None:
    """A ledger that came up shorter than it was is said in the room, with an id one can take."""
    sentence = "The ledger had 9 entries of all devices, and 2 of them are missing. Ask the others."
    talk = toy()
    (alarm,) = [
        a for a in alarms(talk.state, NOON, found_wrong=[(NOON, sentence)]) if a.who == "Ledger"
    ]

    assert alarm.severity == "critical"
    assert alarm.what.endswith("2 of them are missing")
    assert alarm.acts

    talk.at(NOON, f.AlarmSeen(alarm=alarm.alarm, by="mark"))
    (taken,) = [
        a for a in alarms(talk.state, NOON, found_wrong=[(NOON, sentence)]) if a.who == "Ledger"
    ]
    assert taken.seen_by
