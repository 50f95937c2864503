"""Facts by the thousand: strategies for every kind of fact, small ones that meet and wild ones."""

import typing

import hypothesis.strategies as st
import msgspec

from holdfast import facts as f
from holdfast.base.clock import Stamp
from holdfast.facts.said import Fact, Said, Unknown

KINDS: tuple[type[Fact], ...] = typing.get_args(f.AnyFact)
KEYS = ["a", "b"]
T = 1_795_168_800_000
"""10:00 UTC on 20 November 2026, the noon of the toy base."""
TIMES = [0, 1, T - 7 * 86_400_000, T - 3_600_000, T - 60_000, T, T + 60_000, T + 3_600_000]
FARTHEST = 4_102_444_800_000


def values(kind: object, wild: bool = False) -> st.SearchStrategy[typing.Any]:
    """Values of a field's type under its limits; wild ones reach for them."""
    metas: list[typing.Any] = []
    if typing.get_origin(kind) is typing.Annotated:
        kind, *metas = typing.get_args(kind)
    origin, args = typing.get_origin(kind), typing.get_args(kind)
    if origin is typing.Literal:
        return st.sampled_from(args)
    if origin is tuple:
        most = 6 if wild and args[0] is not str else 2
        return st.lists(values(args[0], wild), max_size=most).map(tuple)
    if origin is not None:
        return st.one_of(*(values(a, wild) for a in args))
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return structs(kind, wild)
    return {
        int: _whole, float: _real, str: _text, bool: lambda *_: st.booleans(),
        type(None): lambda *_: st.none(),
    }[kind](metas, wild)  # type: ignore[index]  # every kind of field there is  # fmt: skip


def _bounds(metas: list[typing.Any]) -> tuple[float | None, float | None]:
    least = next((m.ge for m in metas if m.ge is not None), None)
    most = next((m.le if m.le is not None else m.lt for m in metas if (m.le or m.lt)), None)
    return least, most


def _whole(metas: list[typing.Any], wild: bool) -> st.SearchStrategy[int]:
    least, most = _bounds(metas)
    if not wild:
        return st.integers(0, 9)
    if most == FARTHEST:
        return st.sampled_from([*TIMES, FARTHEST])
    assert least is not None, "an int without limits cannot always be sealed"
    assert most is not None, "an int without limits cannot always be sealed"
    return st.one_of(st.integers(0, 3), st.integers(int(least), int(most)))


def _real(metas: list[typing.Any], wild: bool) -> st.SearchStrategy[float]:
    least, most = _bounds(metas)
    top = 3.0 if most is None else float(most)
    if not wild:
        return st.floats(0.5, min(3.0, top))
    assert least is not None, "a float without limits cannot be trusted"
    edges = [x for x in (float(least), 0.0, 1e-300, 0.5, 1.0, 900.0, top) if least <= x <= top]
    lt = any(m.lt is not None for m in metas)
    return st.sampled_from([x for x in edges if not (lt and x == top)])


def _text(metas: list[typing.Any], wild: bool) -> st.SearchStrategy[str]:
    pattern = next((m.pattern for m in metas if m.pattern), None)
    if pattern and pattern.startswith("^(outside"):
        return st.sampled_from(["outside", "used", "base:a", "run:b", "cache:a", "lost"])
    least = max((m.min_length or 0 for m in metas), default=0)
    most = min((m.max_length or 64 for m in metas), default=64)
    if pattern and pattern.startswith("^[A-Z]$"):
        return st.sampled_from(["A", "B"])
    short = [k * max(1, least) for k in KEYS]
    long = "c" * min(most, 64)
    free = ["", "Etc/GMT-2", 'Ω\n"<b>'] if least == 0 and not pattern else []
    return st.sampled_from([*short, long, *free] if wild else short)


def structs(kind: type[msgspec.Struct], wild: bool = False) -> st.SearchStrategy[typing.Any]:
    """Values of a struct, field by field from its annotations."""
    hints = typing.get_type_hints(kind, include_extras=True)
    fields = {name: values(hints[name], wild) for name in kind.__struct_fields__}
    return st.builds(kind, **fields)


facts_said = st.one_of(
    *(structs(kind) for kind in KINDS), st.builds(Unknown, raw=st.binary(max_size=4))
)
wild_facts = st.one_of(
    *(structs(kind, wild=True) for kind in KINDS), st.builds(Unknown, raw=st.binary(max_size=4))
)
stamps = st.builds(
    Stamp, st.integers(0, 3), st.integers(0, 1), st.sampled_from(KEYS), st.integers(0, 5)
)
wild_stamps = st.builds(
    Stamp,
    st.sampled_from([*TIMES, FARTHEST, 2**62]),
    st.integers(0, 1),
    st.sampled_from(["a", "b", "ab" * 32]),
    st.integers(0, 9),
)


def _history(held: dict[Stamp, Fact]) -> list[Said]:
    return [Said(stamp, fact) for stamp, fact in held.items()]


histories = st.dictionaries(stamps, facts_said, max_size=12).map(_history)
RUN_KINDS = tuple(kind for kind in KINDS if issubclass(kind, f.Report))
run_facts = st.one_of(*(structs(kind, wild=True) for kind in RUN_KINDS))
base_facts = st.one_of(
    *(structs(kind, wild=True) for kind in KINDS if not issubclass(kind, f.Report))
)


def _about(run: str, fact: Fact) -> Fact:
    return msgspec.structs.replace(fact, run=run) if isinstance(fact, f.Report) else fact


anything = st.one_of(wild_facts, run_facts, base_facts)
about_one_run = st.builds(_about, st.just("a"), st.one_of(run_facts, structs(f.RunTasked, True)))
wild_histories = st.dictionaries(
    wild_stamps, st.one_of(anything, about_one_run), max_size=16
).map(_history)  # fmt: skip
moments = st.sampled_from([*TIMES, FARTHEST, -1, 2**62])
