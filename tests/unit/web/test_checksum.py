"""Check sums of streams, carried on over what all of them were sent."""

import zlib

from hypothesis import given
from hypothesis import strategies as st

from holdfast.web.checksum import GONE_THROUGH, Carried


@given(st.binary(max_size=300), st.lists(st.integers(0, 2**32 - 1), min_size=1, max_size=20))
def test_what_is_looked_up_is_what_the_bytes_give(body: bytes, before: list[int]) -> None:
    """From the first to the five hundredth listener, whatever each was sent before."""
    carried = Carried(body)
    for _ in range(GONE_THROUGH):
        assert carried.after(before[0]) == zlib.crc32(body, before[0])
    assert [carried.after(each) for each in before] == [zlib.crc32(body, b) for b in before]
