"""No report is lost for half an emoji."""

import msgspec
import pytest

from holdfast import facts as f
from holdfast.web.asked import mended, read_list


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (r"bleeding \ud83d", "bleeding \ufffd"),
        (r"\ude00", "\ufffd"),
        (r"\ud83d\ude00", "\U0001f600"),
        (r"\ud83d\ud83d\ude00", "\ufffd\U0001f600"),
        (r"\ud83dA", "\ufffdA"),
        (r"\\ud83d", r"\ud83d"),
        ("plain", "plain"),
    ],
)
def test_half_a_pair_is_kept_as_a_mark_and_all_else_as_it_was(written: str, kept: str) -> None:
    """As a phone writes what was cut in two, alone or in a list."""
    fact = f'{{"kind":"help_called","run":"r","words":"{written}"}}'.encode()
    for body in (fact, b"[" + fact + b"]"):
        (part,) = read_list(body)
        assert f.read(part).words == kept  # type: ignore[attr-defined]


def test_many_backslashes_are_read_once() -> None:
    """A hundred thousand of them are no work."""
    body = b'"' + b"\\\\" * 50_000 + b'\\ud83d"'
    assert msgspec.json.decode(mended(body)).endswith("\ufffd")
