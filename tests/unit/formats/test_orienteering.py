"""Reading published instances: what they say, and a sentence for what is none."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.base.errors import Damaged
from holdfast.formats.orienteering import MAX_BYTES, read_chao, read_toptw

CHAO = b"n 4\nm 2\ntmax 20.0\n0.0\t0.0\t0\n3.0\t4.0\t7\n6.0\t8.0\t5\n0.0\t8.0\t9\n"
TOPTW = (
    b"4 10 2 1\n0 200\n"
    b"0 0.00 0.00 0.00 0.00 0 0 1236\n"  # one number fewer than Solomon's have
    b" 1 1.00 1.00 90.00 10.00 1 1 1 912 967\n"
    b" 2 0.29 0.00 90.00 20.00 1 4 1 2 4 8 0 50\n"
)


def test_an_instance_of_chaos_is_read() -> None:
    """Points by row, first to last; the ends have no score."""
    read = read_chao(CHAO)
    assert (read.n_teams, read.latest, read.start, read.end) == (2, 20.0, 0, 3)
    assert read.score.tolist() == [0, 7, 5, 0]
    assert read.distance[0, 1] == 5.0
    assert read.distance[2, 0] == 10.0
    assert np.isinf(read.closes).all()


def test_an_instance_with_windows_is_read() -> None:
    """Stays, scores and hours; the depot's closing is everyone's limit, whatever its row lacks."""
    read = read_toptw(TOPTW, decimals=1)
    assert (read.n_teams, read.latest, read.start, read.end) == (1, 1236.0, 0, 0)
    assert read.stay.tolist() == [0, 90, 90]
    assert read.score.tolist() == [0, 10, 20]
    assert read.opens.tolist() == [0, 912, 0]
    assert read.closes.tolist() == [1236, 967, 50]


def test_distances_are_rounded_down_and_no_exact_one_loses_a_step() -> None:
    """The diagonal is 1.4 or 1.41; 0.29 stays 0.29, though 0.29 * 100 is less than 29."""
    assert 0.29 * 100 < 29
    one, two = (read_toptw(TOPTW, decimals=d).distance for d in (1, 2))
    assert (one[0, 1], two[0, 1]) == (1.4, 1.41)
    assert (one[0, 2], two[0, 2]) == (0.2, 0.29)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "no points"),
        (b"\xff\xfe\x00", "no plain text"),
        (b"x" * (MAX_BYTES + 1), "too long"),
        (CHAO.replace(b"n 4", b"k 4"), "lacks its line 'n'"),
        (CHAO.replace(b"n 4", b"n 5"), "promises 5 points and has 4"),
        (CHAO.replace(b"n 4", b"n 99999999"), "number of points"),
        (CHAO.replace(b"m 2", b"m 0"), "number of teams"),
        (CHAO.replace(b"20.0", b"-1"), "limit below zero"),
        (CHAO.replace(b"20.0", b"nan"), "beyond all bounds"),
        (CHAO.replace(b"3.0", b"1e300"), "Line 5"),
        (CHAO.replace(b"3.0", b"three"), "no number"),
        (CHAO.replace(b"\t7", b""), "x, y and score"),
        (CHAO.replace(b"\t7", b"\t-7"), "score below zero"),
    ],
)
def test_what_is_no_instance_of_chaos_is_damaged(data: bytes, says: str) -> None:
    """One sentence that says what is wrong."""
    with pytest.raises(Damaged, match=says) as told:
        read_chao(data)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (CHAO, "must begin with"),
        (TOPTW.replace(b"4 10 2 1", b"4 10 9 1"), "promises 9 points and has 3"),
        (TOPTW.replace(b" 1 1.00", b" 7 1.00"), "Point 1"),
        (TOPTW.replace(b"90.00 10.00 1 1 1 912 967", b"90.00"), "Point 1"),
        (TOPTW.replace(b" 912 ", b" -9 "), "opening hour below zero"),
        (TOPTW.replace(b" 967", b" inf"), "beyond all bounds"),
    ],
)
def test_what_is_no_instance_with_windows_is_damaged(data: bytes, says: str) -> None:
    """One sentence that says what is wrong."""
    with pytest.raises(Damaged, match=says):
        read_toptw(data, decimals=1)


@given(st.binary(max_size=60), st.integers(0, len(CHAO)), st.integers(0, 12))
def test_no_bytes_break_the_readers(some: bytes, at: int, n: int) -> None:
    """Anything put anywhere into an instance is read or damaged, and nothing else."""
    for whole, read in ((CHAO, read_chao), (TOPTW, lambda data: read_toptw(data, decimals=2))):
        try:
            made = read(whole[:at] + some + whole[at + n :])
        except Damaged:
            continue
        assert np.isfinite(made.distance).all()


def test_every_published_instance_is_read(shared: Path) -> None:
    """All that we have of both kinds."""
    folder = shared / "data" / "top"
    chao = [read_chao(path.read_bytes()) for path in (folder / "chao").glob("*.txt")]
    assert len(chao) >= 100
    names = [path for path in (folder / "optw").glob("*.txt") if path.stem != "FORMAT"]
    assert all(read_toptw(path.read_bytes(), decimals=1).latest > 0 for path in names)
