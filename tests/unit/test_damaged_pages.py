"""Pages that hold other kinds of values than were written: the scrub and the start say so."""

import json
from pathlib import Path

import apsw
import pytest

from data.toys import NOON
from holdfast import facts as f
from holdfast.base.errors import HoldfastError
from holdfast.node import open_node
from holdfast.store import verify

TABLES = {
    "change": "create table change (n, entry, kind)",
    "fork": "create table fork (id, device, seq, raw)",
    "migration": "create table migration (name)",
    "alarm": "create table alarm (at_ms, sentence)",
    "known": "create table known (device primary key, own)",
    "entry": "create table entry (n, device, seq, id, head, body, erased, came_ms)",
}
BAD = {"null": "null", "text": "'word'", "bytes": "x'ff00'", "real": "1.5", "far": "-9e18"}


def spoil(folder: Path, table: str, value: str) -> None:
    """Every column of a table holds this instead."""
    db = apsw.Connection(str(folder / "ledger.sqlite"))
    n_columns = TABLES[table].count(",") + 1
    db.execute(f"drop table {table}")
    db.execute(TABLES[table])
    db.execute(f"insert into {table} values ({', '.join([value] * n_columns)})")  # noqa: S608
    db.close()


@pytest.mark.parametrize("value", BAD)
@pytest.mark.parametrize("table", TABLES)
def test_a_page_with_other_values_is_a_sentence(tmp_path: Path, table: str, value: str) -> None:
    """A flipped byte of a record's head makes a number of a text, or nothing of it."""
    folder = tmp_path / "base"
    with open_node(folder, lambda: NOON) as node:
        node.say_all([f.NoteLogged(words="one"), f.NoteLogged(words="two")])
        node.erase(node.device, 1)
    spoil(folder, table, BAD[value])
    report = verify(folder)
    assert report.told()
    json.dumps(report.shown())
    assert opened(folder) == "" or not report.whole


def opened(folder: Path) -> str:
    """Why it cannot be opened; '' where it can."""
    try:
        with open_node(folder, lambda: NOON) as node:
            node.roster()
    except HoldfastError as exc:
        return str(exc)
    return ""
