"""The launcher's way in: ``python -m holdfast.furnish WORD``, run at the root of a checkout."""

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from holdfast.base.errors import HoldfastError
from holdfast.furnish.bring import carried, fetched
from holdfast.furnish.lay import lay_served, lay_whole, served
from holdfast.furnish.tarballs import Tarball, pinned, proven

VENDOR = Path("src/holdfast/web/static/vendor")
SCRATCH = "scratch-"


def main() -> None:
    """Do one word; what goes wrong is one sentence on standard error and exit code 1."""
    parser = argparse.ArgumentParser(prog="holdfast.furnish", description=__doc__)
    parser.add_argument("word", choices=("assets", "fill", "warm"))
    parser.add_argument("--dev", action="store_true", help="also what the checks need")
    parser.add_argument("--folder", type=Path, help="assets: take from it; fill: put into it")
    asked = parser.parse_args()
    try:
        if asked.word == "warm":
            _warm()
        else:
            _bring(asked.word, asked.folder, dev=asked.dev)
    except (HoldfastError, OSError) as error:
        sys.exit(f"holdfast: {error}")


def _bring(word: str, folder: Path | None, *, dev: bool) -> None:
    """1. Read the lock. 2. Bring what is wanted of it. 3. Lay it here, or leave it on the stick."""
    root = Path.cwd()
    every = pinned(root / "package-lock.json")
    wanted = every if dev else served(every)
    if word == "assets" and folder is not None:
        _lay(wanted, carried(wanted, folder), root, dev=dev)
        return
    for left in (root / ".venv").glob(f"{SCRATCH}*"):
        shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=SCRATCH, dir=root / ".venv") as scratch:
        source = fetched(wanted, root, Path(scratch))
        if folder is None:
            _lay(wanted, source, root, dev=dev)
            return
        for tarball in wanted:
            shutil.copyfile(proven(tarball, source), folder / tarball.file_name)


def _lay(wanted: list[Tarball], source: Path, root: Path, *, dev: bool) -> None:
    lay_served(wanted, source, root / VENDOR)
    if dev:
        lay_whole(wanted, source, root / "node_modules")


def _warm() -> None:
    """Imported only here: bringing assets must work before there is anything to warm."""
    from holdfast.furnish.warm import prepare_demo, warm_planner

    prepare_demo()
    warm_planner()


if __name__ == "__main__":
    main()
