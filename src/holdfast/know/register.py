"""Words by key, in the order of the keys and never in the one in which they happened to come.

Laws. Equal states give equal views: whoever iterates gets the same order, whatever order the words
came in. A register keeps all words for a key, so that one can be taken back and the one before it
stands again; a plain look gives the current word.
"""

from collections.abc import ItemsView, Iterator, KeysView, ValuesView
from itertools import islice, pairwise
from typing import TypeVar

from holdfast.base.clock import Stamp
from holdfast.facts.said import Said

Key = TypeVar("Key")
Value = TypeVar("Value")


class Ordered(dict[Key, Value]):
    """A dict that is iterated in the order of its keys. It is written to like any other."""

    __slots__ = ("_order",)

    def __init__(self) -> None:
        super().__init__()
        self._order: list[Key] = []

    def __iter__(self) -> Iterator[Key]:
        return iter(self._sorted())

    def __reversed__(self) -> Iterator[Key]:
        return reversed(self._sorted())

    def keys(self) -> KeysView[Key]:  # type: ignore[override]  # a view all the same
        """The keys in order."""
        return KeysView(self)

    def values(self) -> ValuesView[Value]:  # type: ignore[override]
        """The values in the order of their keys."""
        return ValuesView(self)

    def items(self) -> ItemsView[Key, Value]:  # type: ignore[override]
        """Keys and values in order."""
        return ItemsView(self)

    def drop(self, key: Key) -> None:
        """Let go of a key, if it is there."""
        if self.pop(key, None) is not None:
            self._order = []

    def _sorted(self) -> list[Key]:
        """What came since the last look goes to the end where it belongs there, as it mostly does.

        Keys are only ever added, but for `drop`, so the first so many are those of the last look.
        """
        known = self._order
        if len(known) == len(self):
            return known
        fresh = list(islice(dict.__iter__(self), len(known), None))
        joined = known[-1:] + fresh
        if all(a < b for a, b in pairwise(joined)):  # type: ignore[operator]  # keys have an order
            self._order = known + fresh
        else:
            self._order = sorted(dict.__iter__(self))  # type: ignore[type-var]
        return self._order


class Register(Ordered[str, Said]):
    """Key -> the current word for it, as every view reads it.

    Attributes:
        words: all words for a key by their stamps, of those keys that have more than one.
    """

    __slots__ = ("words",)

    def __init__(self) -> None:
        super().__init__()
        self.words: dict[str, dict[Stamp, Said]] = {}

    def keep(self, key: str, said: Said) -> None:
        """Let one more word be said for this key."""
        held = self.get(key)
        if held is None:
            self[key] = said
        elif held.stamp != said.stamp:
            self.words.setdefault(key, {held.stamp: held})[said.stamp] = said
            if held.stamp < said.stamp:
                self[key] = said

    def take_back(self, key: str, stamp: Stamp) -> None:
        """Let a word no longer stand; the last of those that are left is current."""
        words = self.words.get(key)
        if words is None:
            if key in self and self[key].stamp == stamp:
                self.drop(key)
            return
        words.pop(stamp, None)
        if self[key].stamp == stamp:
            self[key] = words[max(words)]
        if len(words) == 1:
            del self.words[key]

    def said(self, key: str) -> list[Said]:
        """Every word for this key that nobody took back, in the order in which they were said."""
        words = self.words.get(key)
        if words is not None:
            return [words[stamp] for stamp in sorted(words)]
        return [self[key]] if key in self else []

    def copy(self) -> "Register":
        """The same words, apart from these."""
        made = Register()
        made.update(self)
        made.words = {key: dict(words) for key, words in self.words.items()}
        return made

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Register):
            return NotImplemented
        return dict.__eq__(self, other) and self.words == other.words

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = None  # type: ignore[assignment]
