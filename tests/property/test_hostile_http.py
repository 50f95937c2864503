"""Whatever is sent to the room: a clear answer, nothing half-done, never a failure of ours.

And the other side of it: a fact that was let in breaks no view of the room.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import inspect
from starlette.testclient import TestClient

from holdfast import facts as f
from holdfast.node import open_node
from holdfast.store.exercise_clock import ExerciseClock
from holdfast.web.app import make_app, routes

NOON_MS = 1_795_168_800_000
JSON = {"Content-Type": "application/json"}
PATHS = {
    "plan": ["plan-1", "no-plan"], "run": ["run-1", "no-run", "%00", "..%2f..", "x" * 300],
    "z": ["1", "-1", "99", "x"], "x": ["0", "9" * 30], "y": ["0", "1e9"],
}  # fmt: skip
VIEWS = [
    "/api/state", "/api/map", "/api/log", "/", "/plan", "/stock", "/people", "/threats", "/sites",
    "/log", "/runs/run-1", "/field/run-1",
]  # fmt: skip
POSTS = [
    "/api/facts", "/api/plans", "/api/plans/plan-1/choose", "/api/runs/run-1/debrief",
    "/api/exercise/clock",
]  # fmt: skip
PEOPLE = ["leila", "kai", "mark"]
KNOWN = {
    "run": ["run-1"], "person": PEOPLE, "by": PEOPLE, "lead": PEOPLE, "one": PEOPLE,
    "other": PEOPLE, "crew": PEOPLE, "home": PEOPLE, "missing": PEOPLE, "stays": PEOPLE,
    "site": ["depot"], "sites": ["depot"], "goal": ["depot"], "start": ["compound"],
    "base": ["compound"], "item": ["ration"], "lot": ["lot-1"], "vehicle": ["car-1"],
    "threat": ["jace"], "plan": ["plan-1"], "cache": ["cache-1"], "closure": ["closure-1"],
}  # fmt: skip
IDS = sorted({known for pool in KNOWN.values() for known in pool} | {"new-1", "new-2"})
"""Ids that exist, more often than not where they belong."""
HOLDERS = ["outside", "used", "lost", "base:compound", "run:run-1", "cache:cache-1", "site:depot"]
MS = [0, 1, NOON_MS - 90_000_000, NOON_MS, NOON_MS + 1, NOON_MS + 3_600_000, 4_102_444_800_000]
quiet = settings(
    deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)


class Room:
    """One room for all examples; what one of them leaves behind, the next must bear."""

    def __init__(self, client: TestClient, node: Any) -> None:
        self.client, self.node = client, node

    def digest(self) -> tuple[int, str]:
        """What the ledger and the state hold."""
        return self.node.store.count(), repr(self.node.state)

    def post(self, path: str, body: bytes, headers: Any = None) -> int:
        """Send it; check the answer, and that a refusal left nothing behind."""
        before = self.digest()
        answer = self.client.post(path, content=body, headers=headers or JSON)
        assert answer.status_code < 500 or answer.status_code == 503, answer.text
        if answer.status_code >= 400:
            error = answer.json()["error"]
            assert error.endswith((".", "!")), error
            assert "Traceback" not in error
            assert self.digest() == before
        return answer.status_code

    def shows(self) -> None:
        """Every view of the room can be drawn."""
        for path in VIEWS:
            answer = self.client.get(path)
            assert answer.status_code == 200, (path, answer.text[:300])
        assert self.client.get("/healthz").json()["failures"] == 0


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    clock = ExerciseClock(NOON_MS, rate=0)
    folder: Path = tmp_path_factory.mktemp("hostile")
    with (
        open_node(folder, clock, exercise=True) as node,
        TestClient(make_app(node), base_url="http://127.0.0.1") as client,
    ):
        node.say_all(scene())
        yield Room(client, node)


def scene() -> list[f.Fact]:
    """A base, people, stock, a site, a threat, a vehicle, and a run that has left."""
    line = (3_200_000, 3_000_000, 1_000, 0, 1_000, 500)
    ways = tuple(
        f.WayTold(role, start, goal, line, length_m=4e3, time_s=3.6e3, hazard=0.02)
        for role, start, goal in (("out", "compound", "depot"), ("back", "depot", "compound"))
    )
    tasking = f.Tasking(
        mode="foot", crew=("leila", "kai"), lead="leila",
        stops=(f.Stop("depot", NOON_MS + 1, NOON_MS + 2),), ways=ways, depart_ms=NOON_MS,
        turn_ms=NOON_MS + 3, home_ms=NOON_MS + 4, check_every_s=1800.0, load_kg=5.0, hazard=0.1,
        value=3.0,
    )  # fmt: skip
    at = f.Point(32.0, 30.0)
    return [
        f.BaseFounded(base="compound", name="Compound", at=at, exercise=True),
        *(f.PersonRegistered(person=p, name=p, base="compound") for p in ("leila", "kai", "mark")),
        f.ItemDefined(item="ration", name="Ration", unit="pack", need="food", covers=2100.0),
        f.LotDefined(lot="lot-1", item="ration"),
        f.StockMoved(
            lot="lot-1", n=9.0, source="outside", target="base:compound", reason="received"
        ),
        f.SiteNoted(site="depot", name="Depot", at=f.Point(32.03, 30.005), what="shop"),
        f.ThreatNoted(
            threat="jace", name="Band", what="armed", at=at, radius_m=500.0, reliability="B",
            credibility="2",
        ),
        f.VehicleRegistered(vehicle="car-1", name="Car", base="compound", mode="car", seats=4),
        f.RunTasked(
            run="run-1", call="KESTREL 1", objective="supply", base="compound", tasking=tasking
        ),
        f.ConsentSaid(run="run-1", person="leila", yes=True),
        f.ConsentSaid(run="run-1", person="kai", yes=True),
        f.Departed(run="run-1", crew=("leila", "kai"), at=at),
    ]  # fmt: skip


# -- what may be sent ----------------------------------------------------------------------

numbers = st.one_of(
    st.integers(), st.floats(), st.sampled_from([0, -1, 2**63, 2**64, -(2**63), 10**400, 1e308])
)
scalars = st.one_of(st.none(), st.booleans(), numbers, st.text(max_size=20), st.sampled_from(IDS))
junk = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=8) | st.sampled_from(["kind", "run", "at"]), inner)
    ),
    max_leaves=12,
)


def value_of(kind: inspect.Type, name: str = "") -> st.SearchStrategy[Any]:  # noqa: C901  (one case a type)
    """Values that a field of this type may hold, at its limits more often than not."""
    match kind:
        case inspect.UnionType():
            return st.one_of(*(value_of(part, name) for part in kind.types))
        case inspect.NoneType():
            return st.none()
        case inspect.BoolType():
            return st.booleans()
        case inspect.LiteralType():
            return st.sampled_from(kind.values)
        case inspect.IntType(ge=least, le=most):
            if most == 4_102_444_800_000:
                return st.sampled_from(MS)
            low, high = least if least is not None else -(2**63), most or 2**63 - 1
            return st.sampled_from([low, high]) | st.integers(max(low, -3), min(high, 9))
        case inspect.FloatType(ge=least, le=most, lt=below):
            low, high = least or 0.0, most or below or 1e9
            ends = [low, high if below is None else 0.0]
            return st.sampled_from(ends) | st.floats(low, min(high, 60), exclude_max=True)
        case inspect.StrType(pattern=pattern):
            if pattern is not None and "outside" in pattern:
                return st.sampled_from(HOLDERS)
            if pattern is not None and "A-Z" in pattern:
                return st.sampled_from("ABZ")
            if pattern is not None:
                return st.sampled_from(KNOWN.get(name, IDS) * 4 + IDS)
            return st.text(min_size=kind.min_length or 0, max_size=min(kind.max_length or 40, 12))
        case inspect.VarTupleType():
            return st.lists(value_of(kind.item_type, name), max_size=4)
        case inspect.StructType():
            parts = [value_of(part.type, part.encode_name) for part in kind.fields]
            if kind.array_like:
                return st.tuples(*parts).map(list)
            given = {p.encode_name: value_of(p.type, p.encode_name) for p in kind.fields}
            return st.fixed_dictionaries(given)
    raise AssertionError(kind)


def fact_of(kind: type[f.Fact]) -> st.SearchStrategy[dict[str, Any]]:
    """Facts of this kind as JSON, with any of their fields."""
    told = inspect.type_info(kind)
    assert isinstance(told, inspect.StructType)
    parts = {p.encode_name: value_of(p.type, p.encode_name) for p in told.fields}
    parts |= {"when_ms": st.none() | st.sampled_from(MS), "ref": st.none()}
    needs = {p.encode_name: parts.pop(p.encode_name) for p in told.fields if p.required}
    return st.fixed_dictionaries({"kind": st.just(told.tag)} | needs, optional=parts)


facts = st.one_of(*(fact_of(kind) for kind in get_args(f.AnyFact)))


@st.composite
def spoiled(draw: st.DrawFn) -> dict[str, Any]:
    """A fact with one thing wrong, or left out, or too much."""
    fact = draw(facts)
    fact[draw(st.sampled_from([*fact, "surplus"]))] = draw(junk)
    if draw(st.booleans()):
        fact.pop(draw(st.sampled_from(sorted(fact))))
    return fact


def sent(value: Any) -> bytes:
    """As a careless client would send it: NaN and surrogates are not held back."""
    return json.dumps(value).encode("utf-8", "surrogatepass")


# -- what must hold ------------------------------------------------------------------------


@quiet
@given(st.sampled_from(POSTS), junk)
def test_any_json_gets_a_clear_answer(room: Room, path: str, body: Any) -> None:
    """Every address that takes JSON."""
    room.post(path, sent(body))


@quiet
@given(st.sampled_from(POSTS), st.binary(max_size=200))
def test_any_bytes_get_a_clear_answer(room: Room, path: str, body: bytes) -> None:
    """Text that is no JSON, half characters, nothing at all."""
    room.post(path, body)


@quiet
@given(spoiled())
def test_a_spoiled_fact_gets_a_clear_answer(room: Room, fact: dict[str, Any]) -> None:
    """One field of the wrong kind, out of bounds, missing or too many."""
    room.post("/api/facts", sent(fact))


@quiet
@given(st.lists(facts, min_size=1, max_size=4))
def test_facts_within_the_limits_are_refused_or_break_no_view(
    room: Room, said: list[dict[str, Any]]
) -> None:
    """Negative and past and unknown are refused; what is let in can be shown."""
    if room.post("/api/facts", sent(said)) < 300:
        room.shows()


@quiet
@given(st.binary(max_size=300) | st.lists(st.binary(max_size=200)).map(msgspec.msgpack.encode))
def test_any_entries_get_a_clear_answer(room: Room, body: bytes) -> None:
    """What is no entry is counted as unreadable and kept nowhere."""
    room.post("/api/entries", body, {"Content-Type": "application/msgpack"})


@pytest.mark.parametrize("path", [*POSTS, "/api/entries"])
@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"kind":"note_logged","words":' + b"[" * 50_000 + b"]" * 50_000 + b"}",
        b"[" + b"NaN," * 1000 + b"1]",
        b'{"kind":"stock_counted","lot":"lot-1","holder":"lost","n":' + b"9" * 10_000 + b"}",
        b'{"letter":"A","letter":"B","rate":1e999,"at_ms":' + b"1" * 400 + b"}",
        b" " * 10_000_000,
        b"\x91" * 100_000,
        b"\xdd\xff\xff\xff\xff",
        b"\xc6\xff\xff\xff\xff",
        b"",
        b"\x00",
        b'"' + b"\xff" * 50 + b'"',
        b'"\\ud800"',
    ],
    ids=["lists", "objects", "nested field", "nan", "long int", "infinite", "10 MB", "msgpack",
         "long list", "long bytes", "nothing", "zero", "not utf-8", "surrogate"],
)  # fmt: skip
def test_the_well_known_poisons_are_refused(room: Room, path: str, body: bytes) -> None:
    """Deep, long, endless and half: 4xx, and nothing is kept."""
    kind = "application/msgpack" if path == "/api/entries" else "application/json"
    status = room.post(path, body, {"Content-Type": kind})
    assert 400 <= status < 500


def test_asking_what_the_stream_would_be_ends(room: Room) -> None:
    """HEAD of an answer that never ends is over at once."""
    answer = room.client.head("/api/live")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/event-stream")


@quiet
@given(
    st.sampled_from([route.path for route in routes() if hasattr(route, "methods")]),
    st.data(),
    st.sampled_from(["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE", "BREW"]),
    st.dictionaries(
        st.sampled_from(["before", "limit", "q", "lon", "lat", "option", "person", "site", "key"]),
        st.text(max_size=12) | st.sampled_from(["nan", "inf", "-1", "1e999", "9" * 40, "0", "٣"]),
        max_size=3,
    ),
)
def test_any_method_and_question_gets_a_clear_answer(
    room: Room, path: str, data: st.DataObject, method: str, query: dict[str, str]
) -> None:
    """Every address, with every name in it that may be there or not."""
    if path == "/api/live" and method == "GET":
        return  # it answers for ever; see tests/walk
    for name, values in PATHS.items():
        path = path.replace(f"{{{name}}}", data.draw(st.sampled_from(values)))
    before = room.digest()
    answer = room.client.request(method, path, params=query)
    assert answer.status_code < 500, answer.text
    assert room.digest() == before


@quiet
@given(
    st.dictionaries(
        st.sampled_from(
            [
                "Host",
                "Origin",
                "Sec-Fetch-Site",
                "Cookie",
                "Accept",
                "Content-Type",
                "Content-Length",
                "Content-Encoding",
                "If-None-Match",
                "Idempotency-Key",
                "Range",
                "Last-Event-ID",
                "Accept-Encoding",
            ]
        ),
        st.text(st.characters(min_codepoint=33, max_codepoint=255), max_size=30),
        max_size=4,
    ),
    st.sampled_from(["/", "/healthz", "/api/facts", "/static/css/app.css"]),
)
def test_any_headers_get_a_clear_answer(room: Room, headers: dict[str, str], path: str) -> None:
    """Hosts, origins, cookies and kinds of content that nobody honest sends."""
    raw = {name: value.encode("latin-1") for name, value in headers.items()}
    before = room.digest()
    assert room.client.get(path, headers=raw).status_code < 500  # type: ignore[arg-type]
    assert room.digest() == before
