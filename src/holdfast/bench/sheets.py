"""Tables that others keep, as rows of words: CSV in any usual dress, and the sheets of .xlsx files.

Laws. What is no table is refused in a sentence. A workbook is read by its cells alone: no formula
is run, no entity expanded, nothing unpacked beyond MOST_BYTES.
"""

import csv
import re
import zipfile
from pathlib import Path
from xml.parsers import expat

from holdfast.base.errors import Refused

MOST_BYTES = 200_000_000
"""Of one file, unpacked (assumed)."""
MOST_COLUMNS = 5_000
"""Of one table (assumed)."""
Rows = list[list[str]]


def read_rows(path: Path) -> Rows:
    """The rows of a file's first table, heading first; empty rows are left out.

    Raises:
        Refused: it cannot be read, or is no table.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise Refused(f"'{path.name}' is larger than {MOST_BYTES // 10**6} MB.")
        rows = _workbook(path) if zipfile.is_zipfile(path) else _csv(path)
    except OSError as exc:
        raise Refused(f"'{path.name}' cannot be read: {exc.strerror}.") from exc
    rows = [row for row in rows if any(row)]
    if len(rows) < 2:
        raise Refused(f"'{path.name}' has no rows under a heading.")
    return rows


def _csv(path: Path) -> Rows:
    """1. UTF-8, else Latin-1. 2. The mark that parts the heading most often parts the rows."""
    data = path.read_bytes()
    if b"\0" in data[:4096]:
        raise Refused(f"'{path.name}' is no text and no workbook.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    heading = text.lstrip().split("\n", 1)[0]
    mark = max(",;\t|", key=heading.count)
    try:
        rows = csv.reader(text.splitlines(keepends=True), delimiter=mark, skipinitialspace=True)
        return [[cell.strip() for cell in row[:MOST_COLUMNS]] for row in rows]
    except csv.Error as exc:
        raise Refused(f"'{path.name}' is no table: {exc}.") from exc


def _workbook(path: Path) -> Rows:
    """The first sheet of an .xlsx file (ECMA-376 part 1, 18.3 and 18.4)."""
    try:
        with zipfile.ZipFile(path) as packed:
            names = packed.namelist()
            sheets = sorted(
                (n for n in names if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", n)),
                key=lambda n: (len(n), n),
            )
            if not sheets:
                raise Refused(f"'{path.name}' is no workbook: it has no sheets.")
            shared = "xl/sharedStrings.xml"
            words = _Words().read(_part(packed, shared)) if shared in names else []
            return _Cells(words).read(_part(packed, sheets[0]))
    except (zipfile.BadZipFile, expat.ExpatError, EOFError, ValueError, IndexError) as exc:
        raise Refused(f"'{path.name}' is no sound workbook: {exc}.") from exc


def _part(packed: zipfile.ZipFile, name: str) -> bytes:
    if packed.getinfo(name).file_size > MOST_BYTES:
        raise Refused(f"'{name}' in the workbook is larger than {MOST_BYTES // 10**6} MB.")
    return packed.read(name)


class _Reader:
    """What reads one part of a workbook."""

    def __init__(self) -> None:
        self.text: list[str] = []

    def parse(self, data: bytes) -> None:
        """Raises:
        Refused: it declares a document type, which no workbook has and only traps need.
        """
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse
        parser.StartElementHandler = lambda name, more: self.begin(name.split(" ")[-1], more)
        parser.EndElementHandler = lambda name: self.end(name.split(" ")[-1])
        parser.CharacterDataHandler = self.text.append
        parser.Parse(data, True)

    def begin(self, name: str, more: dict[str, str]) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""


def _refuse(*_: object) -> None:
    raise Refused("The workbook declares a document type, which is not read.")


class _Words(_Reader):
    """The shared strings."""

    def read(self, data: bytes) -> list[str]:
        """In their order; furigana are left out."""
        self.words: list[str] = []
        self.parts: list[str] = []
        self.parse(data)
        return self.words

    def begin(self, name: str, _more: dict[str, str]) -> None:
        """A string, or a piece of it."""
        if name == "si":
            self.parts = []
        self.text.clear()

    def end(self, name: str) -> None:
        """A piece, or the whole."""
        if name == "t":
            self.parts.append("".join(self.text))
        elif name == "rPh":
            self.parts = self.parts[:-1]
        elif name == "si":
            self.words.append("".join(self.parts))


class _Cells(_Reader):
    """The rows of a sheet."""

    def __init__(self, words: list[str]) -> None:
        super().__init__()
        self.words = words

    def read(self, data: bytes) -> Rows:
        """Every row, cells that were left out being empty."""
        self.rows: Rows = []
        self.column, self.kind, self.value = 0, "", ""
        self.parse(data)
        return self.rows

    def begin(self, name: str, more: dict[str, str]) -> None:
        """A row, a cell, or its value."""
        if name == "row":
            self.rows.append([])
        elif name == "c":
            letters = re.match(r"[A-Z]+", more.get("r", ""))
            self.column = _number(letters[0]) if letters else len(self.rows[-1])
            self.kind, self.value = more.get("t", ""), ""
        self.text.clear()

    def end(self, name: str) -> None:
        """A value, or its cell."""
        if name in ("v", "t"):
            self.value += "".join(self.text)
        elif name == "c" and self.value and self.column < MOST_COLUMNS:
            row = self.rows[-1]
            row += [""] * (self.column + 1 - len(row))
            row[self.column] = self.words[int(self.value)] if self.kind == "s" else self.value
        self.text.clear()


def _number(letters: str) -> int:
    """'A' is 0, 'AA' 26."""
    n = 0
    for letter in letters[:6]:
        n = n * 26 + ord(letter) - 64
    return n - 1
