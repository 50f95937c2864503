"""What is mistyped is told in words that a duty officer reads, never by path, type or pattern."""

import json
import re
from typing import Any

import msgspec
import pytest

from holdfast.base.errors import Damaged
from holdfast.facts import AnyFact, read

CODE = re.compile(r"`|\$|\bint\b|\bstr\b|\bfloat\b|\barray\b|regex|null|_ms\b|\[\d")
"""What belongs to programs."""
FOUND = {"kind": "found_reported", "run": "r", "site": "s", "searched": "all"}
CASES: list[tuple[dict[str, Any], str, str]] = [
    (
        FOUND | {"found": [["ration", 2e9]]},
        "what was found, first entry, must be at most 1,000,000,000",
        "$.found[0][1]",
    ),
    (FOUND | {"found": 3}, "what was found must be a list", "$.found"),
    (FOUND | {"searched": "some"}, "'searched' cannot be 'some'", "$.searched"),
    ({"kind": "nonsense"}, "the kind of word cannot be 'nonsense'", "$.kind"),
    ({"kind": "checked_in"}, "'run' is not given", "$"),
    ({"kind": "checked_in", "run": "R 1"}, "'run' is not written as it must be", "$.run"),
    ({"kind": "checked_in", "run": "r", "well": "yes"}, "'well' must be yes or no", "$.well"),
    ({"kind": "contact_reported", "run": "r", "size": -1}, "how many must be at least 0", "$.size"),
    ({"kind": "contact_reported", "run": "r", "size": "9"}, "how many must be a whole number", ""),
    ({"kind": "note_logged"}, "the words is not given", "$"),
    (
        {"kind": "person_registered", "person": "a", "base": "b", "name": ""},
        "the name must have at least 1 letters",
        "$.name",
    ),
]


@pytest.mark.parametrize(("typed", "words", "at"), CASES, ids=[c[1][:40] for c in CASES])
def test_a_sentence_says_what_is_wrong_and_a_program_is_told_where(
    typed: dict[str, Any], words: str, at: str
) -> None:
    """The field by what people call it, the limit with its figure; the path stands beside."""
    with pytest.raises(Damaged) as refused:
        read(json.dumps(typed).encode())

    sentence = str(refused.value)
    assert words.removeprefix("the words is ") in sentence
    assert not CODE.search(sentence), sentence
    assert refused.value.at.startswith(at)


def test_no_limit_of_any_fact_is_told_in_code() -> None:
    """Each field of each kind of fact, with a value of every wrong type and beyond every size."""
    wrong: list[Any] = [
        None, True, -1, 1e30, "", "\N{BULLET} " * 90, [], [[1, 2, 3]], {}, {"x": 1}, [["a", -5]],
    ]  # fmt: skip
    told = set[str]()
    for kind in msgspec.inspect.type_info(AnyFact).types:  # type: ignore[attr-defined]
        fields = {f.name for f in kind.fields}
        for name in fields:
            for value in wrong:
                body = {"kind": kind.tag, name: value}
                try:
                    read(json.dumps(body).encode())
                except Damaged as exc:
                    told.add(str(exc))
    assert len(told) > 100
    assert sorted(words for words in told if CODE.search(words)) == []
