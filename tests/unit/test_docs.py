"""What the reference pages promise is what there is, and nothing is left out of them."""

import argparse
import re
from pathlib import Path

import msgspec
import pytest

from holdfast.facts import Fact, Report
from holdfast.web.app import routes
from holdfast.web.vocabulary import FRAME, kind_of, kinds

DOCS = Path(__file__).resolve().parents[2] / "docs"


def sections(page: str, level: str) -> dict[str, str]:
    """The parts of a page by their headings of this level."""
    parts = re.split(rf"^{level} (.+)$", (DOCS / page).read_text("utf-8"), flags=re.M)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def fields_of(text: str) -> dict[str, bool]:
    """The fields in a section's tables, and whether they are marked as required."""
    cells = re.findall(r"^\| (.*?) \|", text.split("\n## ")[0], flags=re.M)
    return {
        name: bold == "**" for cell in cells for bold, name in re.findall(r"(\*\*|)`(\w+)`", cell)
    }


def test_every_address_is_described_and_none_that_is_not_there() -> None:
    """docs/api.md against the one list of routes."""
    there = {
        f"{method} {route.path}"
        for route in routes()
        for method in getattr(route, "methods", None) or ()
        if method != "HEAD"
    }
    text = (DOCS / "api.md").read_text("utf-8")
    told = set(re.findall(r"`((?:GET|POST) /[^`\s?]*)`", text))
    told -= {"GET /static/...", "GET /join"}
    assert told == there


@pytest.mark.parametrize("kind", kinds(), ids=kind_of)
def test_every_fact_is_described_with_its_fields(kind: type[Fact]) -> None:
    """docs/facts.md against the vocabulary: each field, and whether it must be given."""
    about = sections("facts.md", "###")
    shared = set(FRAME) | (set(Report.__struct_fields__) if issubclass(kind, Report) else set())
    own = {
        part.name: part.required for part in msgspec.structs.fields(kind) if part.name not in shared
    }
    assert fields_of(about[kind_of(kind)]) == own


def test_no_fact_is_described_that_cannot_be_said() -> None:
    """And the fields that recur are those of the frame and of a report."""
    about = sections("facts.md", "###")
    frame, report = "In every fact", "In every fact from or about a run"
    assert set(about) - {frame, report} == {kind_of(kind) for kind in kinds()}
    assert set(fields_of(about[frame])) == set(FRAME)
    assert set(fields_of(about[report])) == set(Report.__struct_fields__) - set(FRAME)


def test_every_word_of_the_command_line_is_described_with_its_options() -> None:
    """docs/cli.md against the parser."""
    from holdfast.cli import parser

    words = next(
        action.choices
        for action in parser()._actions
        if isinstance(action, argparse._SubParsersAction)
    )
    about = sections("cli.md", "##")
    assert set(about) >= set(words)
    for word, options in words.items():
        for action in options._actions:
            for flag in action.option_strings:
                if flag.startswith("--") and flag != "--help":
                    assert f"{flag}" in about[word], f"{word} {flag}"


def test_the_pages_name_only_pages_that_are_there() -> None:
    """Links from one page to another lead somewhere."""
    for page in DOCS.rglob("*.md"):
        for link in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text("utf-8")):
            assert (page.parent / link).exists(), f"{page.name}: {link}"
