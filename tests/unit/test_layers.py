"""The ladder: a module imports its own layer or a lower one, and the pure layers touch no world."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src"
LADDER = """
    base facts ledger know plan rehearse run account formats
    store links progress turnstile gate node founding amending asking
    workers web scenarios bench furnish cli
""".split()  # noqa: SIM905 - reads as the ladder it is
PLAN = """
    kept compiled problem daylight roads kilometres ground ways crews rounds question
    journeys check offer
""".split()  # noqa: SIM905 - as above
"""The rooms and files of `plan`, each importing only its own and those before it."""
PURE = LADDER[: LADDER.index("formats") + 1]
WORLD = """
    apsw asyncio concurrent fcntl glob http httpx2 importlib io.open logging multiprocessing
    numpy.random os pathlib psycopg queue random requests sched secrets select selectors shutil
    signal socket sqlite3 ssl starlette subprocess sys tempfile threading time urllib.request uuid
    uvicorn holdfast.base.clock.wall_ms holdfast.base.clock.steady_clock
""".split()  # noqa: SIM905 - as above
# The one clock, which the shell makes and hands in; and what tells numba whether the machine code
# that it keeps on disk still holds, by the text of the source.
ALLOWED = {("holdfast.base.clock", "time"), ("holdfast.plan.kept", "pathlib.Path")}
TOUCHING = {"open", "print", "input", "exec", "eval", "__import__"}
CLOCKS = {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today")}


def imported(tree: ast.AST, package: str) -> Iterator[tuple[int, str]]:
    """Every dotted name that is imported anywhere below `tree`, functions included."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1]
            base = [*above, node.module] if node.level else [node.module]
            stem = ".".join(part for part in base if part)
            yield from ((node.lineno, f"{stem}.{alias.name}") for alias in node.names)


def impure(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every use of the world that needs no import."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id in TOUCHING:
                yield node.lineno, f"calls {node.func.id}()"
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if (node.value.id, node.attr) in CLOCKS:
                yield node.lineno, f"reads the clock with {node.value.id}.{node.attr}"
            elif node.value.id in {"np", "numpy"} and node.attr == "random":
                yield node.lineno, "draws from numpy.random"


def touches_world(name: str) -> bool:
    return any(f"{name}.".startswith(f"{world}.") for world in WORLD)


def wrongs(module: str, source: str, *, package: bool = False) -> list[str]:
    """What `source`, as the module of that dotted name, does against the ladder."""
    tree = ast.parse(source)
    layer = module.split(".")[1]
    inside = module if package else module.rpartition(".")[0]
    found = list(impure(tree)) if layer in PURE else []
    for line, name in imported(tree, inside):
        other = name.split(".")[1] if name.startswith("holdfast.") else "base"
        if other not in LADDER:
            found.append((line, f"imports {name}, which has no place in the ladder"))
        elif LADDER.index(other) > LADDER.index(layer):
            found.append((line, f"imports {name}, which is above it"))
        elif is_above_in_plan(module, name):
            found.append((line, f"imports {name}, which is above it in the plan"))
        elif layer in PURE and touches_world(name) and (module, name) not in ALLOWED:
            found.append((line, f"imports {name}, which touches the world"))
    return [f"{module}:{line} {wrong}" for line, wrong in sorted(found)]


def is_above_in_plan(module: str, name: str) -> bool:
    """Whether a module of the plan imports from a room of the plan that comes after its own."""
    if not (module.startswith("holdfast.plan.") and name.startswith("holdfast.plan.")):
        return False
    room, other = module.split(".")[2], name.split(".")[2]
    return PLAN.index(other) > PLAN.index(room)


def modules() -> list[tuple[str, Path]]:
    """Every module of ours by its dotted name; a package goes by its own."""
    found = []
    for path in sorted((SOURCE / "holdfast").rglob("*.py")):
        parts = path.relative_to(SOURCE).with_suffix("").parts
        found.append((".".join(parts[:-1] if parts[-1] == "__init__" else parts), path))
    return [(name, path) for name, path in found if name not in {"holdfast", "holdfast.__main__"}]


def test_every_module_has_a_place_in_the_ladder() -> None:
    """A package that the ladder does not name would escape its law."""
    assert {name.split(".")[1] for name, _ in modules()} <= set(LADDER)
    rooms = {name.split(".")[2] for name, _ in modules() if name.startswith("holdfast.plan.")}
    assert rooms <= set(PLAN)


@pytest.mark.parametrize(("name", "path"), modules())
def test_a_module_keeps_to_the_ladder(name: str, path: Path) -> None:
    """It imports nothing above it, and nothing of the world if its layer is pure."""
    assert wrongs(name, path.read_text("utf-8"), package=path.name == "__init__.py") == []


@pytest.mark.parametrize(
    ("module", "source", "wrong"),
    [
        ("know.fold", "from holdfast.plan import ways", "above"),
        ("know.fold", "def f():\n    import holdfast.web.app", "above"),
        ("know.fold", "from ..plan import ways", "above"),
        ("know.fold", "from .. import web", "above"),
        ("links.http", "from holdfast import node", "above"),
        ("plan.roads.net", "from holdfast.plan.ways import ways", "above"),
        ("plan.offer.offer", "from holdfast.workers import Here", "above"),
        ("workers.child", "from holdfast.web import app", "above"),
        ("web.app", "from holdfast.junk import x", "no place"),
        ("plan.ways.ways", "def f():\n    from time import monotonic", "world"),
        ("formats.osm", "import os.path", "world"),
        ("run.board", "from holdfast.base.clock import wall_ms", "world"),
        ("plan.ways.ways", "import numpy as np\nnp.random.rand()", "random"),
        ("base.clock", "from datetime import datetime\ndatetime.now()", "clock"),
        ("facts.codec", "open('x')", "open()"),
    ],
)
def test_a_breach_is_seen(module: str, source: str, wrong: str) -> None:
    """The law has teeth: also inside functions, also in relative imports."""
    (found,) = wrongs(f"holdfast.{module}", source)
    assert wrong in found


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("know.fold", "from .state import State\nfrom ..base import geo"),
        ("know.fold", "from holdfast.facts.codec import read"),
        ("store.sqlite", "import os, time\nopen('x')"),
        ("cli", "from holdfast.web import app"),
    ],
)
def test_what_is_allowed_is_left_alone(module: str, source: str) -> None:
    """Its own layer, a lower one, and the world for the shell."""
    assert wrongs(f"holdfast.{module}", source) == []
