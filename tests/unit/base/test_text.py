"""Text as it is kept: composed, visible, and nothing of any script lost."""

# ruff: noqa: RUF001 - letters that look alike are the subject

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from holdfast.base.text import blank, one_line, running

KEPT = [
    "Ada Moreno", "O'Neill", "Zoë", "Nguyễn Văn A", "أحمد", "می\u200cخواهم", "نه\u200cوت",
    "شه\u200c", "ह\u0903", "क्\u200dष", "क्\u200cष", "ශ්\u200dරී", "ക്\u200d", "山田 太郎", "한국",
    "\N{MAN}\u200d\N{WOMAN}\u200d\N{GIRL}", "\N{WAVING BLACK FLAG}\ufe0f", "Oʻahu",
]  # fmt: skip


@pytest.mark.parametrize("name", KEPT)
def test_names_of_every_script_stay_as_they_are(name: str) -> None:
    """Also with the joiners that Persian, Kurdish and Indic scripts need."""
    composed = unicodedata.normalize("NFC", name)
    assert one_line(name, 120) == composed
    assert running(name, 2_000) == composed


@pytest.mark.parametrize(
    ("given_", "kept"),
    [
        ("Ada\n", "Ada"), ("\tAda  Moreno ", "Ada Moreno"), ("Ada\x00\x07", "Ada"),
        ("A\x1bda", "Ada"),
        ("pay\u202elap\u202c", "paylap"), ("\u2066Ada\u2069", "Ada"), ("\u200fAda", "Ada"),
        ("A\u200bda", "Ada"), ("A\u200cda", "Ada"), ("A\u200dda", "Ada"),
        ("A\u2060d\ufeffa", "Ada"),
        ("A\u00adda", "Ada"), ("Jose\u0301", "José"), ("Ada\u00a0Moreno", "Ada Moreno"),
        ("Ada\u2028Moreno", "Ada Moreno"),
        ("A\U000e0041da", "Ada"), ("Ada\ufffe", "Ada"), ("نه\u200c\u200cوت", "نه\u200cوت"),
    ],
)  # fmt: skip
def test_what_cannot_be_seen_does_not_make_another_name(given_: str, kept: str) -> None:
    """Two names that read alike are the same."""
    assert one_line(given_, 120) == kept


def test_free_words_keep_their_lines_and_their_direction() -> None:
    """A message of several lines stays one, whatever machine it was typed on."""
    assert running("  one\r\ntwo\rthree\u2028four\x07\n", 2_000) == "one\ntwo\nthree\nfour"
    assert running("\u200fabc", 2_000) == "\u200fabc"
    assert running("a\u202eb\u2067c", 2_000) == "abc"


@pytest.mark.parametrize(
    "text", ["", " ", "\u200b", "\u3164", "\u2800 \u115f", "\u2060\ufeff", "\u0001"]
)
def test_what_shows_nothing_is_blank(text: str) -> None:
    """Fillers too."""
    assert blank(text)
    assert blank(one_line(text, 120))


@example("نه\u200c\u200c", 3)
@example("e" + "\u0301\u0323" * 40, 50)
@given(st.text(max_size=80), st.integers(1, 40))
def test_cleaning_twice_is_cleaning_once(text: str, longest: int) -> None:
    """So that what is kept decodes as it was kept; and nothing grows beyond its limit."""
    for clean in (one_line, running):
        kept = clean(text, longest)
        assert len(kept) <= longest
        assert clean(kept, longest) == kept
        assert not any(unicodedata.category(c) in ("Cc", "Cs") and c != "\n" for c in kept)
        assert not any("\u202a" <= c <= "\u202e" or "\u2066" <= c <= "\u2069" for c in kept)
