"""A register: the words that were said for each key, of which the one said last is current.

Laws. A plain look gives the current word. The words before it are kept too, so that a word can be
taken back and the one before it stands again. Equal registers hold equal words, whatever order they
came in.
"""

from holdfast.base.clock import Stamp
from holdfast.facts.said import Said


class Register(dict[str, Said]):
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

    def drop(self, key: str, stamp: Stamp) -> None:
        """Take a word back; the last of those that are left is current."""
        words = self.words.get(key)
        if words is None:
            if key in self and self[key].stamp == stamp:
                del self[key]
            return
        words.pop(stamp, None)
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

    __hash__ = None
