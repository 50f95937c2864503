"""How much a campaign tries: some minutes of it in every check, hours of it by `check --long`."""

import os

LONG = os.environ.get("HOLDFAST_LONG", "") == "yes"


def tries(usual: int, long: int) -> int:
    """So many examples or seeds."""
    return long if LONG else usual
