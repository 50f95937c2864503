"""Whatever order and however often facts arrive, every node believes the same."""

import typing

import hypothesis.strategies as st
import msgspec
import pytest
from hypothesis import HealthCheck, given, settings

from holdfast import facts as f
from holdfast.base.clock import Stamp
from holdfast.facts.said import Fact, Said, Unknown
from holdfast.know.fold import FOLDERS, fold_all
from holdfast.know.state import State

KINDS = typing.get_args(f.AnyFact)
KEYS = ["a", "b"]


def values(kind: object) -> st.SearchStrategy[object]:
    """Small values of a field's type: few different keys, so that facts meet."""
    if typing.get_origin(kind) is typing.Annotated:
        kind, *metas = typing.get_args(kind)
        return plain(kind, metas)
    return plain(kind, [])


def plain(kind: object, metas: list[typing.Any]) -> st.SearchStrategy[object]:
    """Values of a type under its limits."""
    origin, args = typing.get_origin(kind), typing.get_args(kind)
    if origin is typing.Literal:
        return st.sampled_from(args)
    if origin is tuple:
        return st.lists(values(args[0]), max_size=2).map(tuple)
    if origin is not None:
        return st.one_of(*(values(a) for a in args))
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return structs(kind)
    pattern = next((m.pattern for m in metas if m.pattern), None)
    if kind is str and pattern and pattern.startswith("^(outside"):
        return st.sampled_from(["outside", "used", "base:a", "run:b"])
    if kind is str:
        least = max((m.min_length or 0 for m in metas), default=0)
        keys = ["A", "B"] if pattern == "^[A-Z]$" else KEYS
        return st.sampled_from([k * max(1, least) for k in keys])
    most = min((m.le for m in metas if m.le is not None), default=3.0)
    return {
        int: st.integers(0, 9),
        float: st.floats(0.5, min(3.0, most)),
        bool: st.booleans(),
        type(None): st.none(),
    }[kind]  # type: ignore[index]


def structs(kind: type[msgspec.Struct]) -> st.SearchStrategy[msgspec.Struct]:
    """Values of a struct, field by field from its annotations."""
    hints = typing.get_type_hints(kind, include_extras=True)
    hints.pop("__match_args__", None)
    fields = {name: values(hints[name]) for name in kind.__struct_fields__}
    return st.builds(kind, **fields)


facts_said = st.one_of(
    *(structs(kind) for kind in KINDS), st.builds(Unknown, raw=st.binary(max_size=4))
)
stamps = st.builds(
    Stamp, st.integers(0, 3), st.integers(0, 1), st.sampled_from(KEYS), st.integers(0, 5)
)
histories = st.dictionaries(stamps, facts_said, max_size=12).map(
    lambda d: [Said(s, x) for s, x in d.items()]
)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=60)
@given(histories, st.data())
def test_any_order_and_any_repetition_gives_the_same_state(
    history: list[Said], data: st.DataObject
) -> None:
    """The fold commutes and is idempotent over every kind of fact."""
    repeats = data.draw(st.lists(st.sampled_from(history), max_size=5)) if history else []
    shuffled = data.draw(st.permutations(history + repeats))

    assert fold_all(shuffled) == fold_all(history)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=60)
@given(facts_said)
def test_what_is_encoded_is_decoded_equal(fact: Fact) -> None:
    """A fact survives the ledger, whatever its fields hold."""
    assert f.decode(f.encode(fact)) == fact or isinstance(fact, Unknown)


@given(st.binary(max_size=200))
def test_no_bytes_make_the_decoder_raise(body: bytes) -> None:
    """Bytes that are no fact come back as Unknown with every byte kept."""
    fact = f.decode(body)

    assert not isinstance(fact, Unknown) or fact.raw == body


def test_deep_nesting_is_unknown_and_raises_nothing() -> None:
    """A body nested 5,000 deep is carried along like any other that is not understood."""
    assert isinstance(f.decode(b"\x91" * 5000 + b"\x90"), Unknown)


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), float("-inf")])
def test_numbers_that_are_not_finite_are_not_understood(bad: float) -> None:
    """A place or an amount that is not a number never reaches the state."""
    body = msgspec.msgpack.encode({"kind": "checked_in", "run": "r", "at": [bad, 2.0]})

    assert isinstance(f.decode(body), Unknown)


def test_every_fact_has_a_folder() -> None:
    """The table of folds covers the whole vocabulary."""
    assert set(FOLDERS) == {*KINDS, Unknown}
    assert fold_all([]) == State()
