"""What was written, as it is kept: every name, mark and free word of a fact cleaned (base.text).

Laws. A fact is cleaned when it is read, when it is sealed and when it is believed, so that it makes
no difference by which link it came. Free words are never a reason to refuse, neither for a sign in
them nor for their length. A name that shows nothing is one.
"""

from collections.abc import Callable
from operator import attrgetter
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec

from holdfast.base.errors import Damaged
from holdfast.base.text import blank, cut, one_line, running
from holdfast.facts.words import LABEL_CHARS, NAME_CHARS, WORDS_BYTES, Label, Name, Words

PLAIN_CHARS = 2_000
"""What is longer is looked at."""
Shape = TypeVar("Shape", bound=msgspec.Struct)
Cleaner = Callable[[Any], Any]
Reader = Callable[[Any], tuple[Any, ...]]


def cleaned(said: Shape) -> Shape:
    """The same with every text as it is kept.

    Raises:
        Damaged: a name shows nothing.
    """
    read, fields = _KNOWN.get(type(said)) or _texts(type(said))
    if read is None or not any(values := read(said)):
        return said
    changed = {}
    for (name, clean), value in zip(fields, values, strict=False):
        if value and not (type(value) is str and _plain(value)):
            kept = clean(value)
            if kept != value:
                changed[name] = kept
    return msgspec.structs.replace(said, **changed) if changed else said


def _plain(text: str) -> bool:
    """Whether a glance tells that nothing is to be cleaned; nearly all that is said is plain."""
    ends_in_space = text[0] == " " or text[-1] == " "
    short = len(text) <= PLAIN_CHARS
    return (
        short and text.isascii() and text.isprintable() and not ends_in_space and "  " not in text
    )


_KNOWN: dict[type[msgspec.Struct], tuple[Reader | None, tuple[tuple[str, Cleaner], ...]]] = {}


def _texts(shape: type[msgspec.Struct]) -> tuple[Reader | None, tuple[tuple[str, Cleaner], ...]]:
    """How the fields of a shape that hold text are read, all at once, and how each is cleaned."""
    hints = get_type_hints(shape, include_extras=True)
    fields = [(name, _cleaner(hints[name], name)) for name in shape.__struct_fields__]
    found = tuple((name, clean) for name, clean in fields if clean)
    # a name is asked for twice where it is the only one, so that what comes is a tuple
    read = attrgetter(*(name for name, _ in (*found, found[0]))) if found else None
    return _KNOWN.setdefault(shape, (read, found))


def _cleaner(hint: Any, field: str) -> Cleaner | None:
    """How a value of this type is cleaned; None where it holds no text of people's own."""
    if hint == Name:
        return lambda text: _name(text, field)
    if hint == Label:
        return lambda text: one_line(text, LABEL_CHARS)
    if hint == Words:
        return lambda text: cut(running(text), WORDS_BYTES)
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return cleaned if (_KNOWN.get(hint) or _texts(hint))[1] else None
    inner = [c for part in get_args(hint) if part is not Ellipsis and (c := _cleaner(part, field))]
    if not inner:
        return None
    if get_origin(hint) is tuple:
        return lambda values: tuple(inner[0](value) for value in values)
    return inner[0] if get_origin(hint) in (Union, UnionType) else None


def _name(text: str, field: str) -> str:
    kept = one_line(text, NAME_CHARS)
    if blank(kept):
        raise Damaged(f"'{field}' is blank: a name must show something.")
    return kept
