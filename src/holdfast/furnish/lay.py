"""Laying the files of proven tarballs where they belong, all at once or not at all.

The room gets the few files it serves (`SERVED`), each under the short name of its package; the
checks get whole packages under `node_modules`. Either folder is made beside its place and swapped
in when it is complete, so no one ever sees half of one.
"""

import shutil
import tarfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PurePosixPath

from holdfast.base.errors import Damaged
from holdfast.furnish.tarballs import Tarball, proven

# What the room serves, by package: a licence goes with everything that is laid.
SERVED: Mapping[str, Sequence[str]] = {
    "maplibre-gl": (
        "dist/maplibre-gl.mjs",
        "dist/maplibre-gl-worker.mjs",
        "dist/maplibre-gl.css",
        "LICENSE.txt",
    ),
    "idiomorph": ("dist/idiomorph.esm.js", "LICENSE"),
    "idb": ("build/index.js", "LICENSE"),
    "mgrs": ("dist/mgrs.esm.js", "license.md"),
    "@fontsource-variable/inter": (
        "files/inter-latin-wght-normal.woff2",
        "files/inter-latin-ext-wght-normal.woff2",
        "LICENSE",
    ),
    "@fontsource-variable/noto-sans-arabic": (
        "files/noto-sans-arabic-arabic-wght-normal.woff2",
        "LICENSE",
    ),
}
# Modules get a one-line declaration beside them, so that tsc reads the package's own types.
DECLARED = {".mjs": ".d.mts", ".js": ".d.ts"}


def served(tarballs: Iterable[Tarball]) -> list[Tarball]:
    """Those that the room serves files of."""
    return [each for each in tarballs if each.folder.removeprefix("node_modules/") in SERVED]


def lay_served(tarballs: Iterable[Tarball], source: Path, vendor: Path) -> int:
    """Lay the files of `SERVED` into the folder `vendor`; the number of bytes laid."""
    fresh = _fresh(vendor)
    for tarball in served(tarballs):
        place = fresh / PurePosixPath(tarball.name).name
        place.mkdir()
        with tarfile.open(proven(tarball, source)) as archive:
            for wanted in SERVED[tarball.name]:
                _lay_one(archive, tarball, wanted, place)
    _swap(fresh, vendor)
    return sum(path.stat().st_size for path in vendor.rglob("*") if path.is_file())


def _lay_one(archive: tarfile.TarFile, tarball: Tarball, wanted: str, place: Path) -> None:
    try:
        opened = archive.extractfile(f"package/{wanted}")
    except KeyError:
        opened = None
    if opened is None:
        raise Damaged(f"{tarball.spec} holds no file {wanted}; correct SERVED in furnish/lay.py")
    file = place / PurePosixPath(wanted).name
    file.write_bytes(opened.read())
    if file.suffix in DECLARED and "worker" not in file.name:
        declaration = file.with_suffix(DECLARED[file.suffix])
        declaration.write_text(f'export * from "{tarball.name}";\n', "utf-8")


def lay_whole(tarballs: Iterable[Tarball], source: Path, modules: Path) -> None:
    """Lay whole packages into the folder `modules`, as npm would, but run nothing."""
    fresh = _fresh(modules)
    for tarball in tarballs:
        place = fresh / tarball.folder.removeprefix("node_modules/")
        with tarfile.open(proven(tarball, source)) as archive:
            for member in archive:
                _unpack(archive, member, place)
    _swap(fresh, modules)


def _unpack(archive: tarfile.TarFile, member: tarfile.TarInfo, place: Path) -> None:
    """One regular file, without the archive's outermost folder; anything else is left out."""
    inside = PurePosixPath(member.name).parts[1:]
    opened = archive.extractfile(member) if member.isfile() and ".." not in inside else None
    if opened is None or not inside:
        return
    file = place.joinpath(*inside)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(opened.read())
    file.chmod(0o755 if member.mode & 0o100 else 0o644)


def _fresh(place: Path) -> Path:
    """An empty folder beside `place`; what a killed set-up left of one is removed."""
    fresh = place.with_name(f"{place.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    return fresh


def _swap(fresh: Path, place: Path) -> None:
    old = place.with_name(f"{place.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if place.exists():
        place.rename(old)
    fresh.rename(place)
    shutil.rmtree(old, ignore_errors=True)
