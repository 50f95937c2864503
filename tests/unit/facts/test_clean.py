"""Ids, names and words as they are kept, by whatever link they came."""

import json
from typing import get_args, get_type_hints

import msgspec
import pytest

from holdfast import facts as f
from holdfast.base.errors import Damaged


def read(**fact: object) -> f.Fact:
    return f.read(json.dumps(fact).encode())


@pytest.mark.parametrize(
    "fact",
    [
        {"kind": "checked_in", "run": "run-1\n"},
        {"kind": "stock_counted", "lot": "l", "holder": "base:c\n", "n": 1},
        {"kind": "person_registered", "person": "a\n", "name": "A", "base": "b"},
        {"kind": "checked_in", "run": "run-1", "by": "ada\n"},
        {"kind": "checked_in", "run": "run\u200b-1"},
        {"kind": "checked_in", "run": "r", "ref": "phone-1\n\x07"},
    ],
)
def test_an_id_with_something_behind_it_is_another_and_refused(fact: dict[str, object]) -> None:
    """A line break at the end looks like nothing."""
    with pytest.raises(Damaged):
        read(**fact)


@pytest.mark.parametrize("name", [" ", "\u200b", "\u3164\u2800", "\n\t", "\u202e"])
def test_a_name_that_shows_nothing_is_refused_in_words(name: str) -> None:
    """Nobody can call for it."""
    with pytest.raises(Damaged, match="'name' is blank"):
        read(kind="person_registered", person="a", name=name, base="b")
    with pytest.raises(Damaged, match="blank"):
        f.encode(f.PersonRegistered(person="a", name=name, base="b"))


def test_a_report_is_not_lost_for_an_odd_character() -> None:
    """Free words are cleaned, never refused."""
    said = read(kind="contact_reported", run="r", activity="\u202eran\x00 off\u200b ", size=2)
    assert said == f.ContactReported(run="r", activity="ran off", size=2)
    said = read(kind="help_called", run="r", words="\x07")
    assert said == f.HelpCalled(run="r")


def test_it_makes_no_difference_by_which_link_a_word_came() -> None:
    """A phone that signs for itself may send anything; what it signed stays as it was."""
    dirty = {"kind": "person_registered", "person": "a", "name": " Jose\u0301\u200b\n", "base": "b"}
    clean = f.PersonRegistered(person="a", name="José", base="b")
    assert f.decode(msgspec.msgpack.encode(dirty)) == clean
    assert read(**dirty) == clean
    assert f.decode(f.encode(f.PersonRegistered(person="a", name=" José\n", base="b"))) == clean
    body = msgspec.msgpack.encode(dirty | {"name": "\u200b"})
    assert f.decode(body) == f.Unknown(raw=body)


def test_texts_that_lie_deep_are_cleaned_too() -> None:
    """In the words of an option, in a list of reasons."""
    offered = f.PlanOffered(plan="p", options=(), infeasible=("too\x00 far ", "\u202edark"))
    assert f.decode(f.encode(offered)).infeasible == ("too far", "dark")  # type: ignore[attr-defined]


def test_every_text_of_a_fact_has_a_kind() -> None:
    """A bare `str` would be kept as it came; letters and a map's address are not people's words."""
    bare = {
        f"{kind.__name__}.{name}"
        for kind in get_args(f.AnyFact)
        for name, hint in get_type_hints(kind, include_extras=True).items()
        if hint is str
    }
    assert bare <= {"BaseFounded.map", "RunTasked.letter", "PlanChosen.letter"}
