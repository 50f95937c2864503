"""What an order may not clash with."""

import pytest

from holdfast.run.orders import spoken


@pytest.mark.parametrize(
    "call", ["KESTREL 1", "kestrel 1", " Kestrel  1 ", "KESTREL-1", "KESTREL1", "\u041aESTREL 1"]
)
def test_a_call_sign_is_one_however_it_is_written(call: str) -> None:
    """Case, blanks, dashes and letters borrowed from another script are not heard on the radio."""
    assert spoken(call) == "kestrel1"


def test_other_call_signs_stay_apart() -> None:
    """Another number or another word; also in a script of its own."""
    heard = {
        spoken(call) for call in ("KESTREL 1", "KESTREL 11", "HERON 1", "\u0635\u0642\u0631 1")
    }
    assert len(heard) == 4
