"""Small tasks that the tests have workers do."""

import os
import pickle
import re
import sys
import time
from pathlib import Path

import numpy as np

from holdfast.base.errors import Damaged, Refused, Unavailable
from holdfast.workers import Say, Shared, Stop, kept

PERMITTED = ("holdfast.", "data.chores:")
MADE: list[Path] = []


def double(n: int, _say: Say, _stop: Stop) -> int:
    """Twice the number."""
    return 2 * n


def drawn(seed: int, _say: Say, _stop: Stop) -> list[float]:
    """Numbers that the seed decides."""
    return np.random.default_rng(seed).normal(size=1_000).tolist()


def counted(n: int, say: Say, _stop: Stop) -> int:
    """Says 0..n-1, ends in n."""
    for i in range(n):
        say(i)
    return n


def patient(_nothing: object, say: Say, stop: Stop) -> str:
    """Works until it is asked to stop, and ends with what it has."""
    say(os.getpid())
    while not stop():
        time.sleep(0.01)
    return "what there is"


def deaf(_nothing: object, say: Say, _stop: Stop) -> None:
    """Says where it is, then holds the interpreter and hears nothing."""
    say(os.getpid())
    re.match(r"(a+)+$", "a" * 60 + "b")


def stubborn(_nothing: object, say: Say, _stop: Stop) -> None:
    """Never asks whether it shall stop."""
    say(os.getpid())
    time.sleep(600)


def raising(kind: str, _say: Say, _stop: Stop) -> None:
    """Fails in a way of one's choice."""
    if kind == "exit":
        sys.exit("enough")
    if kind == "memory":
        raise MemoryError
    if kind == "fault":
        raise ZeroDivisionError("division by zero")
    raise {"refused": Refused, "damaged": Damaged, "unavailable": Unavailable}[kind]("Our words.")


def secretive(_nothing: object, _say: Say, _stop: Stop) -> object:
    """Ends in something that cannot travel."""
    return lambda: None


def greedy(n_bytes: int, _say: Say, _stop: Stop) -> int:
    """Takes memory."""
    return len(bytearray(n_bytes))


def mortal(what: tuple[str, int], _say: Say, _stop: Stop) -> int:
    """Ends its worker unless the file of its number is there; the file is made before."""
    folder, n = what
    mark = Path(folder, str(n))
    if n % 3 == 0 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), 9)
    return n * n


def doomed(_nothing: object, _say: Say, _stop: Stop) -> None:
    """Ends its worker each time."""
    os.kill(os.getpid(), 9)


def made(path: Path) -> str:
    """What is made of a shared file: its text."""
    MADE.append(path)
    return path.read_text()


def read(what: tuple[Shared, float], _say: Say, _stop: Stop) -> tuple[int, str, int, str]:
    """Where it ran, the text of a shared file, how often that was made there, of which file."""
    handle, wait_s = what
    text = kept(handle, made)
    time.sleep(wait_s)
    return os.getpid(), text, len(MADE), str(MADE[-1])


def settings(_nothing: object, _say: Say, _stop: Stop) -> tuple[int, str | None]:
    """How nice it is, and how many threads numba may take."""
    return os.nice(0), os.environ.get("NUMBA_NUM_THREADS")


def travelled(thing: object, _say: Say, _stop: Stop) -> bytes:
    """What came of an argument on its way."""
    return pickle.dumps(thing)


class NoTask:
    """Not a function."""
