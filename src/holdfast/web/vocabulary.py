"""What can be said, for whoever builds a client: every kind of fact with its fields."""

import inspect
from functools import cache
from typing import Any, get_args

import msgspec

from holdfast.facts import AnyFact, Fact
from holdfast.run.kinds import KINDS

FRAME = ("by", "when_ms", "ref", "said_ms")
"""Fields that every fact has; they are named once and not with each kind."""


def kinds() -> tuple[type[Fact], ...]:
    """Every kind of fact."""
    return get_args(AnyFact)


def kind_of(kind: type[Fact]) -> str:
    """The word for it in the field `kind`."""
    return str(kind.__struct_config__.tag)


@cache
def vocabulary() -> dict[str, object]:
    """{"facts": kind -> {is, says, needs, may_have}, "schema": JSON Schema of all of them}."""
    (_, parts) = msgspec.json.schema_components([AnyFact], ref_template="#/$defs/{name}")
    facts = {kind_of(kind): _told(kind) for kind in kinds()}
    return {"facts": facts, "frame": list(FRAME), "schema": {"$defs": parts}}


def _told(kind: type[Fact]) -> dict[str, Any]:
    needs: list[str] = []
    may_have: list[str] = []
    for part in msgspec.structs.fields(kind):
        if part.name not in FRAME:
            (needs if part.required else may_have).append(part.name)
    return {"is": KINDS[kind], "says": says(kind), "needs": needs, "may_have": may_have}


def says(kind: type[Fact]) -> str:
    """The first paragraph of its docstring."""
    return inspect.cleandoc(kind.__doc__ or "").partition("\n\n")[0].replace("\n", " ")
