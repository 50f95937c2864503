"""Facts to bytes and back, and the limits of what may be said."""

import struct
import typing

import msgspec
import pytest

from holdfast import facts as f
from holdfast.base.clock import Stamp
from holdfast.base.errors import Damaged
from holdfast.facts.said import Said, Unknown

KINDS = typing.get_args(f.AnyFact)


def numbers(kind: type[msgspec.Struct]) -> typing.Iterator[str]:
    """Every number in a struct that lacks a lower or an upper limit."""
    hints = typing.get_type_hints(kind, include_extras=True)
    for name in kind.__struct_fields__:
        yield from (f"{kind.__name__}.{name}: {wrong}" for wrong in unbounded(hints[name]))


def unbounded(hint: typing.Any) -> typing.Iterator[str]:
    """Numbers without limits within an annotation."""
    metas: list[typing.Any] = []
    if typing.get_origin(hint) is typing.Annotated:
        hint, *metas = typing.get_args(hint)
    if hint in (int, float):
        low = any(m.ge is not None or m.gt is not None for m in metas)
        high = any(m.le is not None or m.lt is not None for m in metas)
        if not (low and high):
            yield str(hint)
    elif isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        yield from numbers(hint)
    else:
        for inner in typing.get_args(hint):
            if inner is not Ellipsis and not isinstance(inner, str | int):
                yield from unbounded(inner)


@pytest.mark.parametrize("kind", KINDS, ids=lambda k: k.__name__)
def test_every_number_that_may_be_said_has_both_limits(kind: type[f.Fact]) -> None:
    """So that every fact that is read can be sealed, and no sum of a few runs away."""
    assert list(numbers(kind)) == []


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), float("-inf")])
@pytest.mark.parametrize("head", [b"\xcb", b"\xca"], ids=["double", "single"])
def test_what_is_not_finite_keeps_no_limits(head: bytes, bad: float) -> None:
    """Not in an amount, a chance, a place, a pace or a direction, whatever their limits are."""
    number = head + struct.pack(">d" if head == b"\xcb" else ">f", bad)
    for key, kind in (
        ("n", f.StockCounted(lot="a", holder="lost", n=1)),
        ("pace", f.PersonRegistered(person="a", name="a", base="b", pace=1.5)),
        ("direction_deg", f.ContactReported(run="a", direction_deg=1.5)),
        ("greatest_hazard", f.PlanAsked(
            plan="a", base="a", objective="supply", sites=(), depart_ms=0, greatest_hazard=1.5
        )),
    ):  # fmt: skip
        body = f.encode(kind)
        at = body.index(bytes([0xA0 + len(key)]) + key.encode()) + 1 + len(key)

        assert isinstance(f.decode(body[:at] + number + body[at + 9 :]), Unknown), key
        assert f.decode(body[:at] + b"\xcb" + struct.pack(">d", 2.0) + body[at + 9 :]) != kind


def test_every_kind_has_its_own_tag_and_a_docstring() -> None:
    """Tags are for ever; what each means is written beside it."""
    tags = [kind.__struct_config__.tag for kind in KINDS]

    assert len(set(tags)) == len(tags)
    assert all(kind.__doc__ for kind in KINDS)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (b"", "not readable JSON"),
        (b"{", "not readable JSON"),
        (b"[]", "not a fact"),
        (b'{"kind":"nonsense"}', "not a fact"),
        (b'{"kind":"checked_in"}', "run"),
        (b'{"kind":"checked_in","run":"UPPER"}', "run"),
        (b'{"kind":"checked_in","run":"r","at":[181,0]}', "at"),
        (b'{"kind":"checked_in","run":"r","when_ms":-1}', "the time"),
        (b'{"kind":"stock_counted","lot":"l","holder":"base:c","n":-1}', "the amount"),
        (b'{"kind":"stock_counted","lot":"l","holder":"mine","n":1}', "holder"),
        (b'{"kind":"stock_counted","lot":"l","holder":"base:c","n":1e400}', "n"),
        (b'{"kind":"base_founded","base":"b","name":"B","at":[0,0],"headcount":-1}', "headcount"),
        (b'{"kind":"base_founded","base":"b","name":"B","at":[0,0],"headcount":1' + b"0" * 40
         + b"}", "headcount"),
        (b'{"kind":"checked_in","run":' + b"[" * 9_999, "JSON|fact"),
    ],
)  # fmt: skip
def test_what_is_typed_wrong_is_damaged_with_the_field_named(text: bytes, why: str) -> None:
    """Never anything but a sentence."""
    with pytest.raises(Damaged, match=why):
        f.read(text)


def test_fields_of_a_newer_version_are_ignored_and_missing_ones_take_their_default() -> None:
    """Fields are only ever added, with a default."""
    body = msgspec.msgpack.encode({"kind": "checked_in", "run": "r", "mood": "fine"})

    assert f.decode(body) == f.CheckedIn(run="r")


@pytest.mark.parametrize(
    "body", [b"", b"\xc0", b"\xdd\xff\xff\xff\xff", b"\xdf\xff\xff\xff\xff", b"\xd9\xffx"]
)
def test_bytes_that_are_no_fact_are_kept_as_they_came(body: bytes) -> None:
    """Also heads that promise four thousand million parts."""
    assert f.decode(body) == Unknown(raw=body)
    assert f.encode(f.decode(body)) == body


def test_what_is_shown_is_plain() -> None:
    """For JSON: the kind first, defaults left out."""
    assert f.show(f.CheckedIn(run="r")) == {"kind": "checked_in", "run": "r"}


def test_a_fact_happened_when_it_says_else_when_it_was_said() -> None:
    """Zero is a time like any other."""
    stamp = Stamp(5, 0, "a", 0)

    assert Said(stamp, f.CheckedIn(run="r", when_ms=0)).happened_ms == 0
    assert Said(stamp, f.CheckedIn(run="r")).happened_ms == 5
