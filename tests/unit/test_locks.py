"""What is pinned: exactly, with digests, without addresses, under licences we can live with."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
# axe-core only tests pages; none of it is in what we hand out.
PERMISSIVE = {"0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "OFL-1.1"}
NOT_HANDED_OUT = {"node_modules/axe-core": "MPL-2.0"}


def pins(lock: str) -> dict[str, str]:
    """Every requirement line of a Python lock, with its digests, by `name==version ; marker`."""
    text = (ROOT / lock).read_text("utf-8").replace("\\\n", "")
    lines = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    return {line.split(" --hash")[0].strip(): line for line in lines}


def npm() -> dict[str, dict[str, Any]]:
    packages = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    return {folder: entry for folder, entry in packages.items() if folder}


LOCKS = ("requirements", "requirements-cluster", "requirements-dev", "requirements-node")


@pytest.mark.parametrize("lock", LOCKS)
def test_a_python_lock_holds_exact_versions_digests_and_no_address(lock: str) -> None:
    """What pip brings is what we tried, wherever it brings it from."""
    held = pins(f"{lock}.lock")
    assert held
    assert all(re.match(r"[a-z0-9-]+==[^ ]+( ;|$)", pin) for pin in held)
    assert all("--hash=sha256:" in line for line in held.values())
    assert "://" not in (ROOT / f"{lock}.lock").read_text("utf-8")


def test_the_checks_run_on_the_versions_that_people_get() -> None:
    """The lock of the checks holds all of the product's and the cluster's, in the same versions."""
    runtime, cluster, checks = (
        {pin.split(" ;")[0] for pin in pins(lock)}
        for lock in ("requirements.lock", "requirements-cluster.lock", "requirements-dev.lock")
    )
    assert runtime | cluster <= checks


def test_the_npm_lock_holds_digests_and_no_address_to_fetch_from() -> None:
    """npm knows its registry; our files name none."""
    assert all(entry["integrity"].startswith("sha512-") for entry in npm().values())
    assert not [folder for folder, entry in npm().items() if "resolved" in entry]


def test_npm_packages_are_asked_for_by_exact_version() -> None:
    """package.json and its lock agree to the digit."""
    asked = json.loads((ROOT / "package.json").read_text("utf-8"))
    for name, version in {**asked["dependencies"], **asked["devDependencies"]}.items():
        assert npm()[f"node_modules/{name}"]["version"] == version


def test_every_licence_is_listed() -> None:
    """docs/licences.md leaves out no package that set-up brings."""
    listed = set(re.findall(r"[@\w/-]+", (ROOT / "docs/licences.md").read_text("utf-8")))
    asked = json.loads((ROOT / "package.json").read_text("utf-8"))
    names = {pin.split("==")[0] for lock in LOCKS for pin in pins(f"{lock}.lock")}
    assert names | set(asked["dependencies"]) | set(asked["devDependencies"]) <= listed


def test_npm_licences_are_permissive() -> None:
    """Whatever may end up in the room may be handed on."""
    for folder, entry in npm().items():
        names = set(re.findall(r"[\w.-]+", entry["license"])) - {"OR", "AND"}
        assert names & PERMISSIVE or NOT_HANDED_OUT.get(folder) in names, folder
