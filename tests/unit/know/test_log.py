"""Every fact in words."""

import typing

from data.toys import NOON, toy, toy_out
from holdfast import facts as f
from holdfast.facts.said import Unknown
from holdfast.know.log import SENTENCES, line
from holdfast.know.naming import amounts_words


def test_every_kind_of_fact_has_a_sentence() -> None:
    """The table of sentences covers the whole vocabulary, and what is not understood yet."""
    assert set(SENTENCES) == {*typing.get_args(f.AnyFact), Unknown}


def test_a_report_is_told_under_its_call_sign_and_late_ones_keep_both_times() -> None:
    """When it happened, and when it was said."""
    talk = toy_out()
    said = talk.at(NOON, f.Arrived(run="run-1", site="depot", when_ms=NOON - 60_000))
    told = line(said, talk.state)

    assert (told.who, told.words) == ("KESTREL 1", "At Depot.")
    assert (told.at_ms, told.said_ms) == (NOON - 60_000, NOON)


def test_who_is_missing_is_said_loudly() -> None:
    """In the log too."""
    talk = toy_out()
    said = talk.at(NOON, f.CameHome(run="run-1", home=("leila",), missing=("kai",)))

    assert line(said, talk.state).words == "Home: Leila. MISSING: Kai."
    assert line(said, talk.state).tone == "bad"


def test_amounts_are_told_with_units_and_names() -> None:
    """An item that nobody has defined is told by its id."""
    amounts = (f.Amount("ration", 12.0), f.Amount("rope", 1.5))

    assert amounts_words(toy().state, amounts) == "12 pack ration, 1.5 rope"
    assert amounts_words(toy().state, ()) == "nothing"


def test_why_an_option_was_chosen_is_told() -> None:
    """Words given with a choice were kept and shown nowhere in the log."""
    talk = toy_out()
    chosen = f.PlanChosen(plan="p", letter="D", words="The pick-up stays for the wounded.")
    bare = talk.at(NOON, f.PlanChosen(plan="p", letter="D"))
    told = line(talk.at(NOON, chosen), talk.state).words

    assert told == "Plan p: option D chosen. The pick-up stays for the wounded."
    assert line(bare, talk.state).words == "Plan p: option D chosen."
