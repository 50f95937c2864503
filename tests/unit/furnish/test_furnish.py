"""Bringing and laying the browser libraries: what the lock means, all at once or not at all."""

import base64
import hashlib
import io
import json
import platform
import sys
import tarfile
from pathlib import Path

import pytest

from holdfast.base.errors import Damaged, Unavailable
from holdfast.furnish import lay
from holdfast.furnish.bring import carried
from holdfast.furnish.lay import lay_served, lay_whole, served
from holdfast.furnish.tarballs import NPM_CPU, Tarball, pinned, proven

ROOT = Path(__file__).resolve().parents[3]


def tarball(folder: Path, name: str, files: dict[str, str], links: tuple[str, ...] = ()) -> Tarball:
    """A tarball as npm makes them, in `folder`, and how a lock would pin it."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:gz") as archive:
        for path, text in files.items():
            member = tarfile.TarInfo(f"package/{path}")
            member.size = len(text)
            member.mode = 0o755 if path.startswith("bin/") else 0o644
            archive.addfile(member, io.BytesIO(text.encode()))
        for path in links:
            link = tarfile.TarInfo(f"package/{path}")
            link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
            archive.addfile(link)
    digest = base64.b64encode(hashlib.sha512(made.getvalue()).digest()).decode()
    pin = Tarball(name, "1.0.0", f"sha512-{digest}", f"node_modules/{name}")
    (folder / pin.file_name).write_bytes(made.getvalue())
    return pin


@pytest.fixture
def mgrs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tarball:
    """One small package of which the room serves one module."""
    monkeypatch.setattr(lay, "SERVED", {"mgrs": ("dist/mgrs.js", "LICENSE")})
    return tarball(tmp_path, "mgrs", {"dist/mgrs.js": "one", "LICENSE": "free", "junk": "x"})


def test_only_what_is_served_is_laid(tmp_path: Path, mgrs: Tarball) -> None:
    """The module, its licence, and one line that leads the type checker to the package's types."""
    lay_served([mgrs], tmp_path, tmp_path / "vendor")
    laid = {path.name: path.read_text() for path in (tmp_path / "vendor/mgrs").iterdir()}
    assert laid == {
        "mgrs.js": "one",
        "LICENSE": "free",
        "mgrs.d.ts": 'export * from "mgrs";\n',
    }


def test_a_tarball_that_is_not_the_pinned_one_is_not_laid(tmp_path: Path, mgrs: Tarball) -> None:
    """Whoever brought it is not trusted; what lay there before stays."""
    (tmp_path / "vendor").mkdir()
    (tmp_path / "vendor/old").touch()
    tarball(tmp_path, "mgrs", {"dist/mgrs.js": "evil", "LICENSE": "free"})
    with pytest.raises(Damaged, match=r"mgrs-1\.0\.0\.tgz is not the mgrs@1\.0\.0"):
        lay_served([mgrs], tmp_path, tmp_path / "vendor")
    assert [path.name for path in (tmp_path / "vendor").iterdir()] == ["old"]


def test_a_file_that_the_package_lost_is_named(
    tmp_path: Path, mgrs: Tarball, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a new version, the list of served files may be wrong; better here than in the room."""
    monkeypatch.setattr(lay, "SERVED", {"mgrs": ("dist/gone.js",)})
    with pytest.raises(Damaged, match=r"holds no file dist/gone\.js"):
        lay_served([mgrs], tmp_path, tmp_path / "vendor")


def test_what_a_killed_set_up_left_is_swept_away(tmp_path: Path, mgrs: Tarball) -> None:
    """Neither half a new folder nor an old one stays beside it."""
    for name in ("vendor", "vendor.new", "vendor.old"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "stale").touch()
    lay_served([mgrs], tmp_path, tmp_path / "vendor")
    assert [path.name for path in tmp_path.glob("vendor*")] == ["vendor"]
    assert [path.name for path in (tmp_path / "vendor").iterdir()] == ["mgrs"]


def test_whole_packages_keep_their_programs_and_nothing_leads_out(tmp_path: Path) -> None:
    """Programs stay programs; links and paths that climb are left out."""
    files = {"bin/tsc": "run", "lib/a.js": "a", "../../climbed": "x"}
    pin = tarball(tmp_path, "@scope/tool", files, links=("lib/link",))
    lay_whole([pin], tmp_path, tmp_path / "modules")
    modules = tmp_path / "modules"
    laid = {str(path.relative_to(modules)) for path in modules.rglob("*") if path.is_file()}
    assert laid == {"@scope/tool/bin/tsc", "@scope/tool/lib/a.js"}
    assert (tmp_path / "modules/@scope/tool/bin/tsc").stat().st_mode & 0o777 == 0o755
    assert not (tmp_path / "climbed").exists()


def test_a_stick_that_lacks_something_says_what(tmp_path: Path) -> None:
    """And how to fill it again."""
    there = tarball(tmp_path, "idb", {"a": "a"})
    gone = Tarball("@x/y", "2.0.0", "sha512-", "node_modules/@x/y")
    with pytest.raises(Unavailable, match=r"holds no x-y-2\.0\.0\.tgz \(1 such files missing\)"):
        carried([there, gone], tmp_path)
    assert carried([there], tmp_path) == tmp_path


def test_packages_for_other_machines_are_passed_over(tmp_path: Path) -> None:
    """The lock pins the type checker for every system; this one gets its own."""
    here = {"os": [sys.platform], "cpu": [NPM_CPU.get(platform.machine(), platform.machine())]}
    entries = {
        "": {"name": "root"},
        "node_modules/mine": {"version": "1.0.0", "integrity": "sha512-a", **here},
        "node_modules/other-os": {"version": "1.0.0", "integrity": "sha512-b", "os": ["beos"]},
        "node_modules/other-cpu": {"version": "1.0.0", "integrity": "sha512-c", "cpu": ["z80"]},
        "node_modules/a/node_modules/@b/c": {"version": "2.0.0", "integrity": "sha512-d"},
    }
    lock = tmp_path / "package-lock.json"
    lock.write_text(json.dumps({"packages": entries}))
    assert [each.spec for each in pinned(lock)] == ["mine@1.0.0", "@b/c@2.0.0"]


def test_all_that_is_served_is_pinned() -> None:
    """Each package of SERVED is in the real lock."""
    assert {each.name for each in served(pinned(ROOT / "package-lock.json"))} == set(lay.SERVED)


def test_a_proven_tarball_is_handed_on(tmp_path: Path) -> None:
    """The path, so that what was proven is what is opened."""
    pin = tarball(tmp_path, "idb", {"a": "a"})
    assert proven(pin, tmp_path) == tmp_path / "idb-1.0.0.tgz"
