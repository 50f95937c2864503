"""No report is refused for its length: kept whole, and cut with a word where no entry holds it."""

import json

import pytest

from data.toys import NOON, toy_out
from holdfast import facts as f
from holdfast.facts.codec import decode, encode, read
from holdfast.ledger.entry import MAX_BODY_BYTES
from holdfast.run.alarms import alarms
from holdfast.run.board import board
from holdfast.run.talk import read as read_line
from holdfast.run.talk import teams

LONG = " ".join(f"word{i}" for i in range(800))


def said(words: str, **more: object) -> f.CheckedIn:
    """A check-in as a phone sends it."""
    fact = {"kind": "checked_in", "run": "run-1", "words": words, **more}
    told = read(json.dumps(fact).encode())
    assert isinstance(told, f.CheckedIn)
    return told


@pytest.mark.parametrize(
    "words", [LONG, "x" * 2_001, "\u0627" * 20_000], ids=["words", "x", "Arabic"]
)
def test_long_words_are_kept_whole(words: str) -> None:
    """Above the old limit of 2,000 letters, through the ledger and back."""
    told = said(words)
    assert told.words == words
    assert decode(encode(told)) == told


@pytest.mark.parametrize("letter", ["x", "\u0627", "\U0001f691"])
def test_what_no_entry_holds_is_cut_and_says_so(letter: str) -> None:
    """Cut between letters, once, with how long it was; a contact full of words still fits."""
    words = letter * 100_000
    kept = said(words).words
    assert kept.endswith(" ... [cut, 100,000 letters]")
    assert set(kept[:-27]) == {letter}
    assert said(kept).words == kept
    full = f.ContactReported(
        run="run-1", words=words, activity=words, uniform=words, equipment=words
    )
    assert len(encode(full)) < MAX_BODY_BYTES


def test_alarm_and_card_show_the_beginning_and_how_much_there_is() -> None:
    """A page of words does not push the next alarm off the screen."""
    talk = toy_out()
    talk.at(
        NOON,
        f.HelpCalled(run="run-1", words=LONG),
        f.CheckedIn(run="run-1", well=False, words=LONG),
    )
    shown = [a.more for a in alarms(talk.state, NOON)] + [board(talk.state, NOON)[0].help]
    assert any("word0 word1" in words and f"[{len(LONG):,} letters]" in words for words in shown)
    assert max(map(len, shown)) < 600


def test_a_long_line_is_read_and_what_it_says_is_kept_whole() -> None:
    """Help at its end is offered; beyond what is read nothing is offered that resets a clock."""
    known = teams(toy_out().state, NOON)
    line = f"KESTREL 1 {LONG[:4_000]}, need help now"
    reading = read_line(line, known, NOON)
    assert reading.offers[0].act == "help"
    assert {getattr(o.fact, "words", "") for o in reading.offers} == {line}
    longer = read_line(f"KESTREL 1 all well {'and so on ' * 1_500}", known, NOON)
    assert [o.act for o in longer.offers] == ["note"]
    assert "10,000 letters" in longer.why
