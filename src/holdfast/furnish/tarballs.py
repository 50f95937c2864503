"""The npm packages that `package-lock.json` pins, and the proof that a tarball is the pinned one.

The lock holds versions and digests and no addresses: whoever brings a tarball (npm, a stick) is
not trusted; only the digest is.
"""

import base64
import hashlib
import json
import platform
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from holdfast.base.errors import Damaged

# How npm calls this machine; anything else is left as Python calls it.
NPM_CPU = {"x86_64": "x64", "aarch64": "arm64", "armv7l": "arm"}


@dataclass(frozen=True)
class Tarball:
    """One pinned npm package."""

    name: str
    version: str
    integrity: str
    """As in the lock: ``sha512-`` and the digest in base64."""
    folder: str
    """Where npm would lay it, below the checkout: ``node_modules/...``."""

    @property
    def spec(self) -> str:
        return f"{self.name}@{self.version}"

    @property
    def file_name(self) -> str:
        """The name that ``npm pack`` gives the file."""
        return f"{self.name.removeprefix('@').replace('/', '-')}-{self.version}.tgz"


def pinned(lock: Path) -> list[Tarball]:
    """Every package of the lock that is meant for a machine like this one."""
    entries: dict[str, dict[str, Any]] = json.loads(lock.read_text("utf-8"))["packages"]
    return [
        Tarball(folder.rpartition("node_modules/")[2], entry["version"], entry["integrity"], folder)
        for folder, entry in entries.items()
        if folder and _fits(entry)
    ]


def _fits(entry: dict[str, Any]) -> bool:
    machine = platform.machine()
    return (
        sys.platform in entry.get("os", [sys.platform])
        and NPM_CPU.get(machine, machine) in entry.get("cpu", [NPM_CPU.get(machine, machine)])
        and ("libc" not in entry or "glibc" in entry["libc"])
    )


def proven(tarball: Tarball, folder: Path) -> Path:
    """The tarball's file in `folder`, once its digest is seen to be the pinned one.

    Raises:
        Damaged: the file is not the package that the lock means.
    """
    path = folder / tarball.file_name
    digest = hashlib.sha512(path.read_bytes()).digest()
    if tarball.integrity != f"sha512-{base64.b64encode(digest).decode()}":
        raise Damaged(
            f"{path.name} is not the {tarball.spec} that package-lock.json means; "
            "delete it and bring it again"
        )
    return path
