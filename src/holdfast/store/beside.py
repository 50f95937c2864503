"""What lies beside a ledger, scrubbed: the key, the map, the relief, the clock of an exercise.

Law. Nothing is changed, and whatever a disk has made of a file is a sentence.
"""

import zlib
from pathlib import Path

import msgspec

from holdfast.base.errors import HoldfastError
from holdfast.facts import BaseFounded
from holdfast.ledger import Signer, device_of, name_of
from holdfast.store import relieffile
from holdfast.store.copies import read_where
from holdfast.store.exercise_clock import exercise_clock
from holdfast.store.names import KEY, MAPS, WHERE
from holdfast.store.parts import MEND, Parts
from holdfast.store.report import Report
from holdfast.store.witness import Mark

PNG = b"\x89PNG\r\n\x1a\n"


def look_beside(
    folder: Path, founding: BaseFounded | None, mark: Mark | None, report: Report
) -> None:
    """Look at every file that belongs to a base but its ledger and witness.

    Args:
        founding: the base's own word on itself, from its ledger.
        mark: what the witness saw.
    """
    for look in (_key, _where, _clock):
        try:
            look(folder, mark, report)
        except OSError as exc:
            report.note(f"'{exc.filename}' cannot be read ({exc.strerror}).")
    if founding is not None and founding.map:
        road_file = folder / MAPS / f"{founding.map}.roads"
        _map(road_file, report)
        _relief(road_file, founding.relief, report)


def _key(folder: Path, mark: Mark | None, report: Report) -> None:
    seed = (folder / KEY).read_bytes() if (folder / KEY).exists() else b""
    if len(seed) != 32:
        report.note("The device key is missing or is not 32 bytes long.")
    elif mark is not None and device_of(Signer(seed)) != mark.device:
        report.note(
            f"The device key is not that of device {name_of(mark.device)}, which wrote here last: "
            "the room will go on under a new one."
        )


def _where(folder: Path, _mark: Mark | None, report: Report) -> None:
    if (folder / WHERE).exists() and read_where(folder) is None:
        report.note(
            f"'{WHERE}' cannot be understood: whether this folder is a copy cannot be told from it."
        )


def _clock(folder: Path, _mark: Mark | None, report: Report) -> None:
    try:
        exercise_clock(folder)
    except HoldfastError as exc:
        report.note(str(exc))


def _map(road_file: Path, report: Report) -> None:
    """Every byte of the road file, and whether it is the one that the base was founded with."""
    if not road_file.is_file():
        report.note(f"The map is missing: there is no '{MAPS}/{road_file.name}'; {MEND}.")
        return
    try:
        parts = Parts(road_file)
        parts.check()
    except HoldfastError as exc:
        report.note(f"The map: {exc}")
        return
    if parts.about.get("sha") != road_file.stem:
        report.note(f"The map: {road_file.name} holds another map than it is named for; {MEND}.")


def _relief(road_file: Path, told: str, report: Report) -> None:
    """The relief's two files, by the founding's digest; without one, by what they are."""
    picture, corners = (road_file.with_suffix(end) for end in (".relief.png", ".relief.json"))
    there = [path.name for path in (picture, corners) if path.exists()]
    if told:
        if relieffile.digest(road_file) != told:
            missing = "missing or " if len(there) < 2 else ""
            report.note(
                f"The relief is {missing}not the one that the base was founded with; {MEND}."
            )
    elif len(there) == 1:
        report.note(f"The relief is only half there: {there[0]}; {MEND}.")
    elif there and not (_is_png(picture) and _has_corners(corners)):
        report.note(f"The relief is damaged; {MEND}.")


def _is_png(path: Path) -> bool:
    """Whether every chunk of a picture has the checksum that it carries."""
    raw = path.read_bytes()
    at = len(PNG)
    while raw[: len(PNG)] == PNG and at + 12 <= len(raw):
        end = at + 8 + int.from_bytes(raw[at : at + 4], "big")
        if int.from_bytes(raw[end : end + 4], "big") != zlib.crc32(raw[at + 4 : end]):
            return False
        if raw[at + 4 : at + 8] == b"IEND":
            return end + 4 == len(raw)
        at = end + 4
    return False


def _has_corners(path: Path) -> bool:
    try:
        msgspec.json.decode(path.read_bytes(), type=relieffile.Corners)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return False
    return True
