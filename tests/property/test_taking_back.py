"""What was taken back was never said, what was put right was said so from the first; whatever order
words come in, every view is the same."""

import hypothesis.strategies as st
import msgspec
from hypothesis import HealthCheck, given, settings

from data.saying import facts_said, histories, moments, stamps, structs
from data.views import every_view
from holdfast import facts as f
from holdfast.base.clock import Stamp
from holdfast.facts.said import Fact, Said, Unknown
from holdfast.know.disagreements import disagreements
from holdfast.know.fold import fold, fold_all
from holdfast.know.log import line
from holdfast.know.state import State
from holdfast.know.taking_back import ABOUT, ABOUT_WORDS, SAID_ANEW, differs, in_place

calm = settings(
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    deadline=None,
    max_examples=150,
)
WRONG = "wrong"
"""The device of a person who errs."""


def taking(of: Stamp) -> Fact:
    """The word that takes this one back."""
    return f.Withdrawn(of="0" * 64, device=of.device, seq=of.seq, by="a", words="x")


def putting_right(of: Stamp, fact: Fact) -> Fact:
    """The word that puts this one right."""
    place = {"of": "0" * 64, "device": of.device, "seq": of.seq, "words": "x"}
    return f.Corrected(**place, fact=fact)  # type: ignore[arg-type]


def beliefs(state: State) -> dict[str, object]:
    """Every part of a state but what was said about words, and what was taken back."""
    return {
        part: getattr(state, part)
        for part in State.__slots__
        if part
        not in ("refs", "takings", "taken_back", "put_right", "here", "n_turns", "words", "memo")
    }


def placed(history: list[Said]) -> list[Said]:
    """The history as a ledger holds it: no two words in one place of a chain."""
    return [said._replace(stamp=said.stamp._replace(seq=i)) for i, said in enumerate(history)]


placed_histories = histories.map(placed)
wrong_facts = facts_said.filter(lambda x: not isinstance(x, (*SAID_ANEW, *ABOUT_WORDS)))


@calm
@given(placed_histories, st.lists(wrong_facts, min_size=1, max_size=6), st.data())
def test_a_history_with_wrong_words_taken_back_is_the_one_without_them(
    history: list[Said], wrong: list[Fact], data: st.DataObject
) -> None:
    """Every current word, count, view and alarm; in any order of arrival."""
    errs = [
        Said(Stamp(data.draw(st.integers(0, 3)), 0, WRONG, i), fact) for i, fact in enumerate(wrong)
    ]
    back = [Said(Stamp(9, i, "b", 100 + i), taking(said.stamp)) for i, said in enumerate(errs)]
    without, with_them = (
        fold_all(history),
        fold_all(data.draw(st.permutations(history + errs + back))),
    )

    watched = fold_all(history + errs)
    every_view(watched, 5)  # what views remember of the wrong words must not outlive them
    for said in back:
        fold(watched, said)

    assert every_view(watched, 5) == every_view(without, 5)
    assert beliefs(with_them) == beliefs(without)
    assert every_view(with_them, 5) == every_view(without, 5)
    assert all(line(said, with_them).taken_back for said in errs)


@calm
@given(placed_histories, wrong_facts, st.data())
def test_a_taking_back_that_is_undone_leaves_the_word(
    history: list[Said], fact: Fact, data: st.DataObject
) -> None:
    """Nobody undoes the undoing; who errs again takes the word back anew."""
    said = Said(Stamp(2, 0, WRONG, 0), fact)
    back, undone, again, anew = (
        Said(Stamp(9, i, "b", 100 + i), taking(of))
        for i, of in enumerate(
            (said.stamp, Stamp(9, 0, "b", 100), Stamp(9, 1, "b", 101), said.stamp)
        )
    )
    told = data.draw(st.permutations([*history, said, back, undone, again]))

    assert beliefs(fold_all(told)) == beliefs(fold_all([*history, said]))
    told = data.draw(st.permutations([*told, anew]))
    assert beliefs(fold_all(told)) == beliefs(fold_all(history))


def of_the_same(first: Fact) -> st.SearchStrategy[Fact]:
    """Words of this one's kind, about the same."""
    kept = {name: getattr(first, name) for name in ABOUT if hasattr(first, name)}
    return structs(type(first)).map(lambda x: msgspec.structs.replace(x, **kept))


@calm
@given(placed_histories, wrong_facts.filter(lambda x: not isinstance(x, Unknown)), st.data())
def test_a_history_with_a_word_put_right_is_the_one_with_the_right_word_in_its_place(
    history: list[Said], first: Fact, data: st.DataObject
) -> None:
    """In the first word's place of the order, whatever was said since; of two that put it right the
    later holds; taken back, the first counts again.
    """
    said = Said(Stamp(data.draw(st.integers(0, 3)), 0, WRONG, 0), first)
    earlier, right = data.draw(of_the_same(first)), data.draw(of_the_same(first))
    told = [
        *history, said,
        Said(Stamp(8, 0, "b", 100), putting_right(said.stamp, earlier)),
        Said(Stamp(9, 0, "b", 101), putting_right(said.stamp, right)),
    ]  # fmt: skip
    so_from_the_first = fold_all([*history, said._replace(fact=in_place(first, right))])
    found = fold_all(data.draw(st.permutations(told)))
    assert beliefs(found) == beliefs(so_from_the_first)
    disputed = earlier != right
    assert any(d.key.startswith("right:") for d in disagreements(found)) == disputed
    if not disputed:
        views, others = every_view(found, 5), every_view(so_from_the_first, 5)
        assert views == others

    back = [Said(Stamp(10, i, "b", 102 + i), taking(told[-2 + i].stamp)) for i in (0, 1)]
    again = fold_all(data.draw(st.permutations([*told, *back])))
    assert beliefs(again) == beliefs(fold_all([*history, said]))
    gone = fold_all(data.draw(st.permutations([*told, Said(back[0].stamp, taking(said.stamp))])))
    assert beliefs(gone) == beliefs(fold_all(history))


@calm
@given(placed_histories, facts_said, facts_said)
def test_a_word_is_put_right_only_by_one_of_its_kind_about_the_same(
    history: list[Said], first: Fact, other: Fact
) -> None:
    """Whatever comes from elsewhere: else it changes nothing that is believed."""
    said = Said(Stamp(2, 0, WRONG, 0), first)
    if isinstance(other, ABOUT_WORDS) or not differs(other, first):
        return
    told = [*history, said, Said(Stamp(9, 0, "b", 100), putting_right(said.stamp, other))]
    assert beliefs(fold_all(told)) == beliefs(fold_all([*history, said]))


@calm
@given(placed_histories, st.data())
def test_equal_states_give_equal_views(history: list[Said], data: st.DataObject) -> None:
    """Words that share keys and milliseconds, taken back, undone, and undone once more, in any
    order of arrival.
    """
    places = [said.stamp for said in history] or [Stamp(0, 0, "a", 0)]
    takings: list[Said] = []
    for i, stamp in enumerate(data.draw(st.lists(stamps, max_size=8))):
        of = data.draw(st.sampled_from(places))
        word = data.draw(st.sampled_from([s.fact for s in history]) if history else st.none())
        right = word is not None and not isinstance(word, ABOUT_WORDS) and data.draw(st.booleans())
        about = putting_right(of, word) if right and word is not None else taking(of)
        takings.append(Said(stamp._replace(seq=50 + i, at_ms=stamp.at_ms + 2), about))
        places.append(takings[-1].stamp)
    told = history + takings
    now_ms = data.draw(moments | st.integers(0, 12))
    one, other = fold_all(told), fold_all(data.draw(st.permutations(told)))

    assert one == other
    assert every_view(one, now_ms) == every_view(other, now_ms)


def test_two_words_cannot_take_each_other_back() -> None:
    """Only what was said before can be, and an undoing is never taken back: both stay."""
    one, other = Stamp(1, 0, "a", 0), Stamp(2, 0, "b", 0)
    note = Said(Stamp(0, 0, "c", 0), f.NoteLogged(words="here"))
    state = fold_all([note, Said(one, taking(other)), Said(other, taking(one))])

    assert state.taken_back == {}
    assert len(state.notes) == 1


def test_a_word_said_after_its_taking_back_stands() -> None:
    """A guess at the number of a word that is still to come takes nothing back."""
    state = fold_all([
        Said(Stamp(1, 0, "b", 0), taking(Stamp(5, 0, "a", 7))),
        Said(Stamp(5, 0, "a", 7), f.NoteLogged(words="Mayday")),
    ])  # fmt: skip

    assert len(state.notes) == 1
