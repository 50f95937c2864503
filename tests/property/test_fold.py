"""Whatever order and however often facts arrive, every node believes the same."""

import hypothesis.strategies as st
import msgspec
import pytest
from hypothesis import HealthCheck, given, reject, settings

from data.saying import KINDS, facts_said, histories
from holdfast import facts as f
from holdfast.base.errors import Damaged
from holdfast.facts.clean import cleaned
from holdfast.facts.said import Fact, Said, Unknown
from holdfast.know.fold import FOLDERS, fold_all
from holdfast.know.state import State


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
    """A fact survives the ledger, whatever its fields hold, as it is kept."""
    try:
        kept = cleaned(fact)
    except Damaged:  # a name that shows nothing
        reject()
    assert f.decode(f.encode(kept)) == kept or isinstance(fact, Unknown)


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
