"""What a phone keeps of the team's pages, so that they open with no base and no link.

Laws. Nobody writes the list of parts by hand: it is what the pages name, and what those parts name
in turn, so that a part can never be forgotten. All parts and the pages' templates together make
one version; a page and its parts are kept and changed together, under that version's name.
"""

import re
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

HERE = Path(__file__).parent
STATIC, TEMPLATES = HERE / "static", HERE / "templates"
PAGES = ("field.html", "field_run.html")
ALWAYS = ("icons.svg",)
"""Named by `panels.icon` and not by a template."""
VERSION_HEADER = "Holdfast-Field"
"""On every page of the team's: how the phone knows that the base itself answered, and with what."""

_NAMED = re.compile(r"""/static/([\w./-]+\.[a-z0-9]+)""")
_IMPORTED = re.compile(r"""(?:\bfrom|\bimport)\s*\(?\s*['"](\.{1,2}/[^'"]+)['"]""")
_STYLED = re.compile(r"""url\(\s*['"]?([^'")\s]+)['"]?\s*\)""")
_INCLUDED = re.compile(r"""\{%-?\s*(?:extends|include|from|import)\s+['"]([^'"]+)['"]""")
TEXTS = (".mjs", ".js", ".css")


@cache
def parts() -> tuple[str, ...]:
    """Paths below `static` that the team's pages need, those that parts need themselves too."""
    found: set[str] = set()
    waiting = [*ALWAYS] + [name for page in PAGES for name in _of_template(page)]
    while waiting:
        name = waiting.pop()
        if name in found or not (STATIC / name).is_file():
            continue
        found.add(name)
        if name.endswith(TEXTS):
            waiting += _of_part(name)
    return tuple(sorted(found))


@cache
def version() -> str:
    """Changes whenever a part or any template does."""
    digest = sha256((STATIC / "sw.js").read_bytes())
    files = [STATIC / name for name in parts()] + sorted(TEMPLATES.rglob("*.html"))
    for file in files:
        digest.update(f"{file.name}\0".encode() + sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:12]


def worker(_: Request) -> Response:
    """The worker of the team's pages, told what it keeps and under which version."""
    text = (STATIC / "sw.js").read_text()
    listed = ", ".join(f"'/static/{name}'" for name in parts())
    told = text.replace("'VERSION'", f"'{version()}'").replace("['PARTS']", f"[{listed}]")
    headers = {"Service-Worker-Allowed": "/", "Cache-Control": "no-cache"}
    return Response(told, media_type="text/javascript", headers=headers)


def _of_template(name: str) -> Iterator[str]:
    """The static parts that a template names, and the templates that it takes in."""
    text = (TEMPLATES / name).read_text()
    yield from _NAMED.findall(text)
    for inner in _INCLUDED.findall(text):
        yield from _of_template(inner)


def _of_part(name: str) -> Iterator[str]:
    """The parts that a script or a style names, as paths below `static`."""
    file = STATIC / name
    text = file.read_text()
    yield from _NAMED.findall(text)
    near = _STYLED.findall(text) if name.endswith(".css") else _IMPORTED.findall(text)
    for path in near:
        if not path.startswith(("data:", "/", "#")):
            yield str((file.parent / path).resolve().relative_to(STATIC.resolve()))
