"""What is kept of compiled code holds while its folder is as it was, and code keeps to that."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from holdfast.plan import compiled, kept

SOURCE = Path(__file__).resolve().parents[3] / "src"
DOORS = {"compiled", "inner", "folded", "lean", "part"}
CALLER = """
from holdfast.plan.compiled import compiled
from pair.callee import g

@compiled
def f(x: int) -> int:
    return g(x) + 1
"""
CALLEE = """
from holdfast.plan.compiled import inner

@inner
def g(x: int) -> int:
    return x * {}
"""
SHOW = "from pair.caller import f; print(f(10), sum(f.stats.cache_hits.values()))"


def told(folder: Path, locators: str = "", **surrounding: str) -> str:
    """What a new process is told by f(10), and how often numba had kept it."""
    surroundings = {
        **{name: text for name, text in os.environ.items() if not name.startswith("NUMBA_")},
        "PYTHONPATH": str(folder),
        "PYTHONDONTWRITEBYTECODE": "1",
        "NUMBA_CACHE_LOCATOR_CLASSES": locators,
        **surrounding,
    }
    done = subprocess.run(
        [sys.executable, "-c", SHOW],
        env=surroundings, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def pair(folder: Path, times: int) -> None:
    """Write two files of which one calls the other, which multiplies."""
    (folder / "pair").mkdir(exist_ok=True)
    (folder / "pair" / "caller.py").write_text(CALLER, "utf-8")
    (folder / "pair" / "callee.py").write_text(CALLEE.format(times), "utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("place", ["beside", "provided", "user's"])
def test_a_change_in_a_file_beside_it_is_seen(tmp_path: Path, place: str) -> None:
    """Wherever it is kept: while nothing changes it is read again, else made anew."""
    pair(tmp_path, 2)
    store, surrounding = tmp_path / "store", {}
    if place == "beside":
        store = tmp_path / "pair" / "__pycache__"
    elif place == "provided":
        surrounding["NUMBA_CACHE_DIR"] = str(store)
    else:
        (tmp_path / "pair" / "__pycache__").write_text("no folder can be here", "utf-8")
        surrounding["XDG_CACHE_HOME"] = str(store)
    assert [told(tmp_path, **surrounding) for _ in range(2)] == ["21 0", "21 1"]
    pair(tmp_path, 3)
    assert told(tmp_path, **surrounding) == "31 0"
    assert any(store.rglob("caller.f-*.nbi"))


@pytest.mark.slow
def test_the_users_own_locators_are_left(tmp_path: Path) -> None:
    """With numba's own the old answer comes, which is why ours are there."""
    pair(tmp_path, 2)
    assert told(tmp_path, "InTreeCacheLocator") == "21 0"
    pair(tmp_path, 3)
    assert told(tmp_path, "InTreeCacheLocator") == "21 1"


def test_a_stamp_is_of_compiled_files_and_of_what_they_import(tmp_path: Path) -> None:
    """What no compiled file imports may change; numbers from other folders count, and names."""
    pair(tmp_path, 2)
    (tmp_path / "pair" / "other").mkdir()
    numbers, plain = tmp_path / "pair" / "other" / "numbers.py", tmp_path / "pair" / "plain.py"
    caller = tmp_path / "pair" / "caller.py"
    caller.write_text(CALLER + "from pair.other.numbers import MANY", "utf-8")

    def stamp_with(many: int, unread: int) -> str:
        numbers.write_text(f"MANY = {many}", "utf-8")
        plain.write_text(f"UNREAD = {unread}", "utf-8")
        kept.stamp.cache_clear()
        return kept.stamp(tmp_path / "pair")

    before = stamp_with(1, 1)
    assert stamp_with(1, 2) == before
    changed = [stamp_with(2, 1)]
    pair(tmp_path, 3)
    changed.append(stamp_with(1, 1))
    caller.rename(caller.with_name("renamed.py"))
    changed.append(stamp_with(1, 1))
    assert len({before, *changed}) == 4


def test_the_places_are_numbas_in_numbas_order() -> None:
    """Ours stand in place of those that look at one file."""
    ours = [name.rpartition(".")[2] for name in compiled.settings.CACHE_LOCATOR_CLASSES.split(",")]
    assert ours == ["Provided", "InTree", "UserWide", "IPythonCacheLocator", "ZipCacheLocator"]


def modules(source: Path) -> dict[str, tuple[Path, ast.Module]]:
    """The folder and the text, parsed, of packages and what is compiled, by its dotted name."""
    found = {}
    for path in source.rglob("*.py"):
        if path.name != "__init__.py" and kept.MARK not in path.read_bytes():
            continue
        parts = path.relative_to(source).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[name] = path.parent, ast.parse(path.read_text("utf-8"))
    return found


def imported(tree: ast.Module) -> dict[str, str]:
    """What each imported name stands for, dotted."""
    return {
        alias.asname or alias.name: f"{node.module}.{alias.name}"
        for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }  # fmt: skip


def compiled_in(tree: ast.Module) -> list[ast.FunctionDef]:
    """The functions of a module that are compiled."""
    return [
        node for node in tree.body if isinstance(node, ast.FunctionDef)
        if any(isinstance(door, ast.Name) and door.id in DOORS for door in node.decorator_list)
    ]  # fmt: skip


def strays(source: Path) -> list[str]:
    """Compiled functions that name compiled functions of other folders."""
    known = modules(source)
    names = {module: imported(tree) for module, (_, tree) in known.items()}
    folders = {
        f"{module}.{function.name}": folder
        for module, (folder, tree) in known.items() for function in compiled_in(tree)
    }  # fmt: skip

    def meant(dotted: str) -> str:
        """The same without what packages pass on."""
        module, _, name = dotted.rpartition(".")
        passed_on = names.get(module, {}).get(name)
        return meant(passed_on) if passed_on else dotted

    found = []
    for module, (folder, tree) in known.items():
        for function in compiled_in(tree):
            for node in ast.walk(function):
                dotted = ""
                if isinstance(node, ast.Name):
                    dotted = names[module].get(node.id, "")
                elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                    dotted = f"{names[module].get(node.value.id, '')}.{node.attr}"
                if dotted and folders.get(meant(dotted), folder) != folder:
                    found.append(f"{module}.{function.name} calls {meant(dotted)}")
    return found


def test_a_compiled_function_calls_compiled_functions_of_its_folder_alone() -> None:
    """What numba kept of a caller elsewhere would outlive what it calls."""
    assert sum(len(compiled_in(tree)) for _, tree in modules(SOURCE).values()) > 100
    assert strays(SOURCE) == []


@pytest.mark.parametrize("name", ["from there.callee import g", "from there import g"])
def test_a_call_into_another_folder_is_found(tmp_path: Path, name: str) -> None:
    """Also one by way of a package that passes the name on."""
    for folder in ("here", "there"):
        (tmp_path / folder).mkdir()
    (tmp_path / "there" / "callee.py").write_text(CALLEE.format(2), "utf-8")
    (tmp_path / "there" / "__init__.py").write_text("from there.callee import g", "utf-8")
    text = CALLER.replace("from pair.callee import g", name)
    (tmp_path / "here" / "caller.py").write_text(text, "utf-8")
    assert strays(tmp_path) == ["here.caller.f calls there.callee.g"]
    (tmp_path / "there" / "caller.py").write_text(text, "utf-8")
    (tmp_path / "here" / "caller.py").unlink()
    assert strays(tmp_path) == []
