"""A task: a function that other processes find by its name, and what running it ends in.

A task is a function at the top of a module, named 'holdfast.plan.day:work', and is called as
`work(argument, say, stop)`: it may `say` what it has so far, and ends soon, with the best it has,
once `stop()` is true. Argument, what it says and what it ends in must pickle.

Laws. Only functions of the permitted modules are found. Whatever goes wrong in a task comes back
as one of our three errors; what is no sentence of ours carries its traceback as a note.
"""

import inspect
import pickle
import re
import traceback
from collections.abc import Callable, Iterable
from functools import cache
from importlib import import_module
from typing import Any, Literal

from holdfast.base.errors import Damaged, HoldfastError, Refused, Unavailable

Say = Callable[[object], None]
Stop = Callable[[], bool]
Task = Callable[[Any, Say, Stop], object]
Heard = Callable[[Any], None]
"""Told what a task says, in the order in which it says it, from a thread of ours."""

Tag = Literal["said", "done", "wrong"]
Word = tuple[Tag, bytes]
"""What comes back from a task: what it says, then once what it ended in, each pickled."""

Told = tuple[str, str, str]
"""What went wrong: its kind, in a sentence, and a traceback where it is a fault."""

OURS = ("holdfast.",)
"""Beginnings of the names that are permitted."""
KINDS: dict[str, type[HoldfastError]] = {
    "Refused": Refused, "Damaged": Damaged, "Unavailable": Unavailable,
}  # fmt: skip

_NAME = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*:[A-Za-z]\w*", re.ASCII)


def permit(name: str, permitted: Iterable[str]) -> None:
    """Looks at a task's name, without bringing in its module.

    Raises:
        Refused: it is no name of a task, or of none that is permitted.
    """
    if not _NAME.fullmatch(name) or not name.startswith(tuple(permitted)):
        raise Refused(f"'{name}' is no work that workers may do.")


@cache
def find(name: str) -> Task:
    """The function of that name.

    Raises:
        Refused: there is no such function at the top of that module.
    """
    module, _, function = name.partition(":")
    try:
        found = getattr(import_module(module), function)
    except ModuleNotFoundError as exc:
        if not f"{module}.".startswith(f"{exc.name}."):
            raise
        found = None
    except AttributeError:
        found = None
    if not inspect.isfunction(found) or found.__module__ != module:
        raise Refused(f"There is no work '{name}'.")
    return found


def run(
    name: str, argument: bytes, permitted: Iterable[str], tell: Callable[[Word], None], stop: Stop
) -> None:
    """Does a task, tells what it says and last what it ended in; raises nothing of its own."""
    try:
        permit(name, permitted)
        task = find(name)
        result = task(pickle.loads(argument), lambda x: tell(("said", pickle.dumps(x))), stop)  # noqa: S301 - from our own side
        word: Word = ("done", pickle.dumps(result))
    except (Exception, SystemExit) as exc:  # noqa: BLE001 - the worker's loop goes on
        word = ("wrong", pickle.dumps(told(name, exc)))
    tell(word)


def told(name: str, exc: BaseException) -> Told:
    """What went wrong with a task, ready to travel; a sentence of ours needs no traceback."""
    for kind, ours in KINDS.items():
        if isinstance(exc, ours):
            return kind, str(exc), ""
    note = "".join(traceback.format_exception(exc))
    if isinstance(exc, MemoryError):
        return "Unavailable", f"The work '{name}' needs more memory than a worker may take.", note
    what = f"{type(exc).__name__}: {exc}".rstrip(": .")
    return "Unavailable", f"The work '{name}' broke off, a fault of Holdfast ({what}).", note


def error(what: Told) -> HoldfastError:
    """What went wrong, to be raised on this side."""
    kind, words, note = what
    exc = KINDS[kind](words)
    if note:
        exc.add_note(note)
    return exc
