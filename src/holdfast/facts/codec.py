"""Facts to bytes and back.

Laws. `decode` never raises: bytes that this version does not understand, that nest too deep, that
hold a number which is not finite or break a limit of facts.words come back as Unknown. Texts are
cleaned on every way in (facts.clean): what `encode` gives, `decode` gives back as it is kept.
`read` is for people and programs that type facts as JSON; it refuses with a sentence. Every number
has both limits, which no infinity and no not-a-number keeps (tests/unit/facts/test_codec.py).
"""

from typing import Any

import msgspec

from holdfast.base.errors import Damaged
from holdfast.base.misread import misread
from holdfast.facts.clean import cleaned
from holdfast.facts.said import Fact, Unknown
from holdfast.facts.taking_back import AnyFact

_from_msgpack = msgspec.msgpack.Decoder(AnyFact)
_from_json = msgspec.json.Decoder(AnyFact)
_to_msgpack = msgspec.msgpack.Encoder()


def encode(fact: Fact) -> bytes:
    """The bytes that will be signed; an Unknown fact keeps the bytes it came in.

    Raises:
        Damaged: a name shows nothing.
    """
    return fact.raw if isinstance(fact, Unknown) else _to_msgpack.encode(cleaned(fact))


def decode(body: bytes) -> Fact:
    """The fact in these bytes, or Unknown."""
    try:
        fact: Fact = _from_msgpack.decode(body)
        return cleaned(fact)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError, OverflowError, Damaged):
        return Unknown(raw=body)


def read(text: bytes) -> Fact:
    """A fact typed as JSON.

    Raises:
        Damaged: it is no JSON, no fact we know, or breaks a limit; the message says which field.
    """
    try:
        fact: Fact = _from_json.decode(text)
    except msgspec.ValidationError as exc:
        words, at = misread(exc)
        raise Damaged(f"This is not a fact that can be said: {words}.", at) from exc
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError, OverflowError) as exc:
        raise Damaged(f"This is not readable JSON: {exc}.") from exc
    if fact.ref and not fact.ref.isprintable():
        raise Damaged("'ref' must be plain characters that can be seen.")
    return cleaned(fact)


def show(fact: Fact) -> dict[str, Any]:
    """The fact as plain values, for JSON."""
    plain: dict[str, Any] = msgspec.to_builtins(fact)
    return plain
