"""Whatever text comes in, reading it takes time in proportion to its length.

A regular expression that looks back is not stopped by a clock of Python's, so the readers run in a
process of their own under the system's own limit of processor time, far above what they need.
"""

import importlib
import itertools
import pkgutil
import re
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest

import holdfast
from holdfast import facts as f
from holdfast.base.coordinate import MOST_PARTS, pair_of
from holdfast.base.errors import Damaged
from holdfast.base.text import one_line, running
from holdfast.formats.spots import folded
from holdfast.web.search import LONGEST, place_of, search

CPU_S = 40
"""The work takes some 3 s; what the old reader did with one of these texts took 367 s."""
PIECES = (
    " ", "1", "1d", "1d1", "1:", "1 1 ", "-", ".", "1.", "°", "'", '"', "''", "N", "1N ", ",",
    "geo:", "\t", "36R", "VU", "\u0300\u0323", "\u200c", "\u200d", "\u0647\u200c",
    "\ufdfa", "a", "_", "/",
)  # fmt: skip
PAIRED = [a + b for a, b in itertools.product(PIECES[:12], PIECES)]


def hostile(length: int) -> Iterator[str]:
    """Long repeats between a beginning and an end that make a reader look back."""
    for piece in (*PIECES, *PAIRED):
        for head, tail in (("", "x"), ("1d1", "x"), ("30.01, ", "!"), ("a", "")):
            yield head + (piece * (length // len(piece) + 1))[:length] + tail


def patterns() -> Iterator[re.Pattern[str]]:
    """Every regular expression that a module of ours keeps."""
    for part in pkgutil.walk_packages(holdfast.__path__, "holdfast."):
        if part.name.split(".")[1] in ("base", "facts", "formats", "know", "run", "web", "workers"):
            for kept in vars(importlib.import_module(part.name)).values():
                if isinstance(kept, re.Pattern) and isinstance(kept.pattern, str):
                    yield kept


def read_everything() -> None:
    """Give every reader of text every hostile text."""
    for text in hostile(LONGEST):
        place_of(text)
        search(text, [], [])
    for text in hostile(1_900):
        for read in (folded, running, one_line):
            read(text, 2_000) if read is not folded else read(text)
        said = f.encode(f.NoteLogged(words=text))
        assert isinstance(f.decode(said), f.NoteLogged)
    for pattern in patterns():
        for text in itertools.islice(hostile(3_000), 0, None, 7):
            for act in (pattern.search, pattern.match, pattern.fullmatch):
                act(text)


def test_no_text_takes_more_than_its_length() -> None:
    """Two hundred characters in one address cost the room six minutes."""

    def bounded() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))

    ran = subprocess.run(
        [sys.executable, __file__], preexec_fn=bounded, capture_output=True, check=False, text=True
    )
    assert ran.returncode == 0, ran.stderr[-2_000:] or f"stopped after {CPU_S} s of work"


def calls(act: Callable[[], object]) -> int:
    """How many functions, ours and the library's, an act calls."""
    n = 0

    def count(_frame: object, event: str, _what: object) -> None:
        nonlocal n
        n += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        act()
    finally:
        sys.setprofile(None)
    return n


@pytest.mark.parametrize("piece", PIECES)
def test_a_coordinate_is_read_in_a_bounded_number_of_steps(piece: str) -> None:
    """Counted, not timed: each character is looked at once, each cut between the parts once."""
    for length in (90, 2_000, 200_000):
        text = "1d1" + (piece * length)[:length] + "x"
        assert calls(lambda text=text: pair_of(text)) < 40 * 100 + MOST_PARTS * 400


@pytest.mark.parametrize("size", [500, 1_000, 2_000])
def test_cleaning_takes_steps_in_proportion(size: int) -> None:
    """Also a letter with two thousand marks on it, and joiners behind joiners."""
    for piece in PIECES:
        text = (piece * size)[:size]
        assert calls(lambda text=text: running(text, 2_000)) < 60 * size + 500


def test_what_was_long_to_read_is_still_answered() -> None:
    """The text of the fault is no place, and a name like any other."""
    text = "1d1" + " " * 196 + "x"
    assert place_of(text) is None
    assert search(text, [], []) == []
    with pytest.raises(Damaged, match="blank"):
        f.read(b'{"kind":"person_registered","person":"a","base":"b","name":"\\u200b \\u3164"}')


if __name__ == "__main__":
    read_everything()
