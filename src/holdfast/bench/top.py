"""How near our rounds come to the best known of Chao's team orienteering instances."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from holdfast.base.errors import Damaged, Refused, Unavailable
from holdfast.bench.options import Options
from holdfast.bench.orienteer import Instance, best_known, figures, keep, measure
from holdfast.bench.yardsticks import engines
from holdfast.formats.orienteering import Orienteering, read_chao

SECONDS = 1.0


def bench_top(asked: Options) -> dict[str, Any]:
    """Figures over a folder of Chao's instances; see `of_folder`."""
    return of_folder(asked, lambda _name, data: read_chao(data), SECONDS)


def of_folder(
    asked: Options, read: Callable[[str, bytes], Orienteering], seconds: float
) -> dict[str, Any]:
    """Measure our search, and engines beside it, on every instance in a folder.

    Args:
        asked: the folder in `source`, best scores in `known`, engines in `beside`.
        read: what makes an instance of a file's name and bytes.
        seconds: CPU seconds for each, unless asked otherwise.

    Returns:
        Mean and greatest gap in per cent, `at_bks`, `n`, and each instance; files that hold no
        instance, and instances of unknown best score, are named and left out of the means.

    Raises:
        Refused: there is no such folder, nothing in it, or an engine is not installed.
    """
    beside = engines(asked.beside)
    cpu_s = asked.seconds or seconds
    instances, unread = _instances(asked, read)
    measured, stopped = measure(instances, beside, cpu_s=cpu_s, seed=asked.seed)
    if asked.out is not None:
        keep(asked.out, measured)
    return {"unread": unread, **figures(measured, stopped, cpu_s=cpu_s, seed=asked.seed)}


def _instances(
    asked: Options, read: Callable[[str, bytes], Orienteering]
) -> tuple[list[Instance], dict[str, str]]:
    """The instances of a folder by name, and why the other files are none."""
    if asked.source is None or not asked.source.is_dir():
        raise Refused("Name a folder of instances: holdfast bench top DIR, or optw DIR.")
    best = {} if asked.known is None else best_known(asked.known)
    found, unread = [], {}
    for path in sorted(asked.source.rglob("*.txt"), key=lambda path: path.stem):
        try:
            found.append(Instance(path.stem, read(path.stem, _bytes(path)), best.get(path.stem)))
        except (Damaged, Unavailable) as exc:
            unread[path.name] = str(exc)
    if not found:
        first = f" The first file: {next(iter(unread.values()))}" if unread else ""
        raise Refused(f"'{asked.source}' holds no instance (files NAME.txt).{first}")
    return found, unread


def _bytes(path: Path) -> bytes:
    """What is in a file.

    Raises:
        Unavailable: it cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as exc:
        raise Unavailable(f"'{path}' cannot be read: {exc.strerror}.") from exc
