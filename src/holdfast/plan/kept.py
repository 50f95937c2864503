"""Where numba keeps machine code, and when it no longer holds: numba's places, our own stamp.

Law. What is kept of a compiled function holds only while no file of its folder that has compiled
functions changes, nor one that these import by name (for its numbers): so it may call those of
other files in its folder, and of no other folder (tests/unit/plan/test_kept.py). numba by itself
looks at the function's own file alone.
"""

import re
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Self

from numba.core.caching import (
    InTreeCacheLocator,
    UserProvidedCacheLocator,
    UserWideCacheLocator,
)

MARK = b"from holdfast.plan.compiled import"
"""What the text of a file with compiled functions has."""

IMPORT = re.compile(rb"^from ([\w.]+) import", re.MULTILINE)


@cache
def stamp(folder: Path) -> str:
    """A digest of the compiled files of a folder and what they import, read once in a process."""
    texts = {file: file.read_bytes() for file in folder.glob("*.py")}
    texts = {file: text for file, text in texts.items() if MARK in text}
    for file in {file for text in texts.values() for file in _imported(text, folder)}:
        texts.setdefault(file, file.read_bytes())
    digest = sha256()
    for file, text in sorted(texts.items()):
        digest.update(b"%s %d\n" % (file.name.encode(), len(text)) + text)
    return digest.hexdigest()


def _imported(text: bytes, folder: Path) -> Iterator[Path]:
    """The files that a text imports names from, in the package that its folder lies in."""
    for dotted in IMPORT.findall(text):
        top, _, below = dotted.decode().partition(".")
        for package in (folder, *folder.parents):
            file = package / (below.replace(".", "/") + ".py")
            if package.name == top and file.is_file():
                yield file


class _ByFolder:
    """A numba locator whose stamp is of its function's file and of the files beside it."""

    folder: Path

    @classmethod
    def from_function(cls, py_func: Any, py_file: str) -> Self | None:
        """The place for a function of a file; None where this kind of place cannot be had."""
        made: Self | None = super().from_function(py_func, py_file)  # type: ignore[misc]
        if made is not None:
            made.folder = Path(py_file).parent
        return made

    def get_source_stamp(self) -> tuple[Any, str]:
        """What is kept holds while this stays the same."""
        return super().get_source_stamp(), stamp(self.folder)  # type: ignore[misc]


class Provided(_ByFolder, UserProvidedCacheLocator):
    """The folder that NUMBA_CACHE_DIR names."""


class InTree(_ByFolder, InTreeCacheLocator):
    """Beside the source, where that can be written."""


class UserWide(_ByFolder, UserWideCacheLocator):
    """The user's own folder."""


PLACES = ",".join(
    [
        *(f"{__name__}.{place.__name__}" for place in (Provided, InTree, UserWide)),
        "IPythonCacheLocator",
        "ZipCacheLocator",
    ]
)
"""Looked for in this order, which is numba's own; it takes them by name."""
