"""CRC-32 carried on over bytes that hundreds of streams carry it on over (RFC 1952, 8).

Law. For bytes that are given, what comes out is an exclusive or of what went in, bit by bit, and
a constant: so after a few tries it is looked up and the bytes are not gone through again.
"""

import zlib
from functools import cached_property

N_BITS = 32
GONE_THROUGH = 40
"""So many times the bytes are gone through before the tables are made, which takes as long."""


class Carried:
    """The check sum of everything before these bytes -> that of everything with them."""

    def __init__(self, body: bytes) -> None:
        self._body, self._n_asked = body, 0

    def after(self, before: int) -> int:
        """As `zlib.crc32(body, before)`."""
        self._n_asked += 1
        if self._n_asked <= GONE_THROUGH:
            return zlib.crc32(self._body, before)
        constant, (a, b, c, d) = self._tables
        low = a[before & 255] ^ b[before >> 8 & 255]
        return constant ^ low ^ c[before >> 16 & 255] ^ d[before >> 24]

    @cached_property
    def _tables(self) -> tuple[int, list[list[int]]]:
        """The constant, and what each byte of the sum before adds to it."""
        constant = zlib.crc32(self._body)
        bits = [zlib.crc32(self._body, 1 << bit) ^ constant for bit in range(N_BITS)]
        return constant, [_sums(bits[at : at + 8]) for at in range(0, N_BITS, 8)]


def _sums(bits: list[int]) -> list[int]:
    """The exclusive or of every choice of these, in the order of the numbers that choose."""
    found = [0]
    for bit in bits:
        found += [each ^ bit for each in found]
    return found
