"""Text as it is kept: composed (NFC), without what cannot be seen, so that what is read aloud,
drawn and compared is what was written.

Laws. Cleaning twice is cleaning once. Nothing that a reader can see is taken away, and a joiner
that a script needs (Persian, Kurdish, Indic) or that makes one sign of several stays. Time is
linear in the length.

Sources: Unicode 15, 23.2 (layout controls); RFC 5892, A.1 and A.2 (where a joiner means something);
UAX 31, 2.3.
"""

import re
import unicodedata

ZWNJ, ZWJ = "\u200c", "\u200d"
_SHOWN = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd")
"""Format characters that are drawn: Arabic and Kaithi signs that stand round a number."""
_BLANK = frozenset("\u115f\u1160\u3164\uffa0\u2800")
"""Letters and signs that are drawn as nothing."""
_DIRECTIONS = frozenset("\u200e\u200f\u061c")
"""Marks of direction: they order what stands beside them in running words, and nothing in a name.
"""
_VIRAMA = 9
"""Its canonical combining class."""
_MOST_ON_ONE = 30
"""Marks on one letter (Unicode's Stream-Safe Text Format, UAX 15, section 13)."""
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]")


def one_line(text: str, longest: int) -> str:
    """A name, a unit, a mark: one line, single spaces, nothing at its ends."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()[:longest].rstrip()
    spaced = " ".join(text.split())
    clean = " ".join(_seen(spaced, keep=frozenset()).split())
    return clean[:longest].rstrip()


def running(text: str, longest: int | None = None) -> str:
    """Free words: lines stay lines."""
    if text.isascii() and text.isprintable():
        return text.strip()[:longest].rstrip()
    lines = _LINE_ENDS.sub("\n", text).replace("\t", " ")
    return _seen(lines, keep=_DIRECTIONS | {"\n"}).strip()[:longest].rstrip()


def cut(text: str, longest: int) -> str:
    """What is longer than so many bytes of UTF-8, with how long it was: nothing goes unseen."""
    if len(text) * 4 <= longest or len(text.encode()) <= longest:
        return text
    end = f" ... [cut, {len(text):,} letters]"
    return text.encode()[: longest - len(end)].decode(errors="ignore").rstrip() + end


def brief(text: str, longest: int = 400) -> str:
    """Its beginning, for where there is no room, with how much there is."""
    if len(text) <= longest:
        return text
    return f"{text[:longest].rstrip()} ... [{len(text):,} letters]"


def blank(text: str) -> bool:
    """Whether a reader would see nothing."""
    return all(c.isspace() or c in _BLANK or not _stays(c, frozenset()) for c in text)


def _seen(text: str, keep: frozenset[str]) -> str:
    """What of a text is seen, composed."""
    stays = [c for c in text if c in (ZWNJ, ZWJ) or _stays(c, keep)]
    composed = unicodedata.normalize("NFC", _safe(stays))
    kept: list[str] = []
    for i, c in enumerate(composed):
        following = composed[i + 1 : i + 2]
        if c not in (ZWNJ, ZWJ) or _joins(c, kept, following):
            kept.append(c)
    return "".join(kept)


def _safe(letters: list[str]) -> str:
    """Without the marks beyond the thirtieth on one letter; putting those in order takes long."""
    safe: list[str] = []
    n_marks = 0
    for c in letters:
        n_marks = n_marks + 1 if unicodedata.combining(c) else 0
        if n_marks <= _MOST_ON_ONE:
            safe.append(c)
    return "".join(safe)


def _stays(c: str, keep: frozenset[str]) -> bool:
    if c in keep or c in _SHOWN:
        return True
    kind = unicodedata.category(c)
    if kind == "Cn":
        return ord(c) & 0xFFFE != 0xFFFE and not 0xFDD0 <= ord(c) <= 0xFDEF
    return kind not in ("Cc", "Cf", "Cs")


def _joins(joiner: str, before: list[str], following: str) -> bool:
    """Whether a joiner here changes what is seen.

    It does behind a virama, behind a letter of a script that joins (also at the end of a word, as
    Kurdish writes it), and the joining one between two pictures.
    """
    if not before:
        return False
    if unicodedata.combining(before[-1]) == _VIRAMA:
        return True
    base = next((c for c in before[: -_MOST_ON_ONE - 2 : -1] if not unicodedata.combining(c)), "")
    if base and unicodedata.bidirectional(base) == "AL" and unicodedata.category(base) == "Lo":
        return True
    if joiner == ZWJ and following:
        return _is_picture(before[-1]) and unicodedata.category(following) == "So"
    return False


def _is_picture(c: str) -> bool:
    return unicodedata.category(c) in ("So", "Sk") or c == "\ufe0f"
