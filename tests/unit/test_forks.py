"""Two folders of one base, an older copy put back, a founding by somebody else: said in words."""

import shutil
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from data.phones import chain, door, note, noted, raws, taken
from data.toys import NOON
from holdfast import facts as f
from holdfast.base.errors import Damaged
from holdfast.facts.said import dated
from holdfast.ledger import Signer, Tip, Verdict, device_of, seal
from holdfast.node import Node, open_node
from holdfast.store import copies, verify
from holdfast.store.copies import Where
from holdfast.web.app import make_app

HTML = {"Accept": "text/html"}
BASE = dated(f.BaseFounded(base="home", name="Home", at=f.Point(10.0, 45.0), headcount=7), NOON)


def say(folder: Path, *words: str) -> list[bytes]:
    """Open a room, say notes in it; what it holds."""
    with open_node(folder, lambda: NOON) as node:
        for text in words:
            node.say_all([note(text)])
        return [entry.raw for entry in node.store.since({})]


@pytest.fixture
def base(tmp_path: Path) -> Path:
    with open_node(tmp_path / "base", lambda: NOON) as node:
        node.say_all([BASE])
    return tmp_path / "base"


def as_it_was(folder: Path, kept: Path) -> None:
    """Put files back over those that are there, as `cp` does: no other file than before."""
    for path in kept.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())


# -- one key in two places ---------------------------------------------------------------------


def rival(folder: Path, n: int) -> list[bytes]:
    """What another copy of this folder says with the same key after its first entry."""
    signer = Signer((folder / "device.key").read_bytes())
    with open_node(folder, lambda: NOON) as node:
        first = node.store.entry(device_of(signer), 0)
        assert first is not None
    entries = []
    tip = Tip(0, first.id)
    for i in range(n):
        entries.append(seal(f.encode(note(f"the other's {i}")), signer, tip, NOON, i))
        tip = Tip(tip.seq + 1, entries[-1].id)
    return raws(entries)


def test_two_copies_of_one_base_both_written_are_an_alarm_and_wrong(base: Path) -> None:
    """The room says it and what to do, shows the other's words, and speaks with another key."""
    say(base, "ours 1", "ours 2")
    other = rival(base, 2)
    key = (base / "device.key").read_bytes()
    with open_node(base, lambda: NOON) as node:
        assert node.receive(other) == {Verdict.FORKED: 2}
        [fork] = [a for a in door(node) if a.alarm.startswith("fork")]
        assert fork.severity == "critical"
        assert "said number 1 twice" in fork.what
        assert "Close the room that is not to go on" in fork.more
        assert [act.href for act in fork.acts] == ["/devices#forks"]
        assert any("speaks with this machine's key" in words for _, words in node.found_wrong)
        said = node.say_all([note("After it.")])[0]
        assert said.header.device != device_of(Signer(key))
        assert set(noted(node)) == {"ours 1", "ours 2", "After it."}
        with TestClient(make_app(node), base_url="http://127.0.0.1") as room:
            page = room.get("/devices", headers=HTML).text
            assert "the other&#39;s 0" in page
            assert "the other&#39;s 1" in page
    assert (base / "device.key").read_bytes() != key
    report = verify(base)
    assert not report.whole
    assert "Nothing is wrong" not in report.told()
    assert "said twice" in report.told()


def test_a_copy_that_goes_on_where_we_stand_is_noticed_too(base: Path) -> None:
    """No number was used twice yet: our key speaks and it is not we who speak."""
    other = rival(base, 1)
    with open_node(base, lambda: NOON) as node:
        key = node.device
        assert node.receive(other) == {Verdict.ADMITTED: 1}
        assert any("speaks with this machine's key" in words for _, words in node.found_wrong)
        assert node.say_all([note("We.")])[0].header.device != key
        assert set(noted(node)) == {"the other's 0", "We."}
    with open_node(base, lambda: NOON) as node:
        assert node.alarms == (), "it was met while the room was open"
        assert set(noted(node)) == {"the other's 0", "We."}


def test_a_phone_that_contradicts_itself_is_an_alarm_once_it_is_ours(toy_node: Node) -> None:
    """Of a stranger nothing is said: nobody believed it."""
    words = chain(note("a"), note("b"))
    false = chain(note("c"))
    toy_node.receive(raws([*words, *false]))
    assert not any(a.alarm.startswith("fork") for a in door(toy_node))
    toy_node.say_all([taken()])
    [alarm] = [a for a in door(toy_node) if a.alarm.startswith("fork")]
    assert alarm.who == "Leila's phone"
    assert "its key was stolen" in alarm.more


def test_a_strangers_contradiction_makes_no_base_wrong(base: Path) -> None:
    """It is named, and it is not ours to mend; once the device is ours, it is."""
    with open_node(base, lambda: NOON) as node:
        for words in ("a", "b"):
            phone = Signer(b"p" * 32)
            node.receive([seal(f.encode(note(words)), phone, Tip(), NOON, 0).raw])
    assert verify(base).whole
    assert len(verify(base).forks) == 1
    with open_node(base, lambda: NOON) as node:
        node.say_all([taken()])
    assert not verify(base).whole


# -- folders that were copied, moved, put back -------------------------------------------------


def test_a_copied_folder_says_so_and_goes_on_under_a_new_key(base: Path) -> None:
    """Both may be used from now on: what they say can meet without a contradiction."""
    say(base, "before")
    copy = base.parent / "copy"
    shutil.copytree(base, copy)
    theirs = say(copy, "in the copy")
    ours = say(base, "in the first")
    with open_node(copy, lambda: NOON) as node:
        assert node.alarms == (), "said once, and remembered"
        assert any("This folder is a copy" in words for _, words in node.found_wrong)
        assert any("close one of the two" in words for _, words in node.found_wrong)
        assert node.receive(ours)[Verdict.ADMITTED] == 1, "the first one's key is ours too"
    with open_node(base, lambda: NOON) as node:
        assert node.found_wrong == []
        assert node.receive(theirs) == {Verdict.KNOWN: 2, Verdict.HELD: 1}
        assert "in the copy" not in noted(node)
        assert [a.alarm[:5] for a in door(node)] == ["held."]


def test_a_folder_that_was_only_renamed_is_quiet(base: Path) -> None:
    """It is the same one."""
    say(base, "before")
    base.rename(base.parent / "elsewhere")
    with open_node(base.parent / "elsewhere", lambda: NOON) as node:
        assert node.alarms == ()


def test_an_older_copy_put_back_is_noticed(base: Path) -> None:
    """File by file over what was there: this machine has seen more in this place."""
    say(base, "kept")
    kept = base.parent / "kept"
    shutil.copytree(base, kept)
    say(base, "lost 1", "lost 2")
    key = (base / "device.key").read_bytes()
    as_it_was(base, kept)
    with open_node(base, lambda: NOON) as node:
        assert "An older copy of this folder was put back" in node.alarms[0]
        assert any("numbers 2 to 3 are missing" in words for words in node.alarms)
        assert node.device != device_of(Signer(key))


def test_a_folder_from_another_machine_says_so(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where the file has the same number by chance."""
    say(base, "there")
    monkeypatch.setattr(copies, "_machine", lambda: "another")
    with open_node(base, lambda: NOON) as node:
        assert "last open on another machine" in node.alarms[0]
    with open_node(base, lambda: NOON) as node:
        assert node.alarms == ()


def test_where_files_have_no_lasting_numbers_a_start_is_quiet(
    base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a stick each mount would be a copy."""
    monkeypatch.setattr(copies, "_is_fleeting", lambda _device: True)
    say(base, "there")
    assert copies.read_where(base) == Where(copies._machine(), 0)
    shutil.copytree(base, base.parent / "stick")
    with open_node(base.parent / "stick", lambda: NOON) as node:
        assert node.alarms == ()


def test_without_a_place_to_remember_the_room_opens_all_the_same(
    base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A read-only home, a full one, none at all."""
    (base.parent / "file").touch()
    monkeypatch.setenv("HOLDFAST_STATE", str(base.parent / "file" / "below"))
    assert len(say(base, "a", "b")) == 3
    monkeypatch.delenv("HOLDFAST_STATE")
    monkeypatch.delenv("XDG_STATE_HOME", raising=False)
    monkeypatch.setattr(Path, "home", lambda: (_ for _ in ()).throw(RuntimeError))
    assert len(say(base, "c")) == 4


# -- a ledger that is gone ---------------------------------------------------------------------


def test_a_lost_ledger_is_never_made_anew(base: Path) -> None:
    """Opening refuses in words, and what is left is as it was."""
    say(base, "one")
    (base / "ledger.sqlite").unlink()
    before = {p.name: p.read_bytes() for p in base.iterdir() if p.is_file()}
    with pytest.raises(Damaged, match="its ledger is gone") as told, open_node(base):
        pass
    assert "Its witness saw 2 entries" in str(told.value)
    assert {p.name: p.read_bytes() for p in base.iterdir() if p.is_file()} == before
    (base / "ledger.sqlite").touch()
    with pytest.raises(Damaged, match="its ledger is gone"), open_node(base):
        pass


# -- who founds --------------------------------------------------------------------------------


def test_a_base_is_founded_by_its_founder_alone(base: Path) -> None:
    """A device that was taken in may say much, but not that: kept, not believed, an alarm."""
    with open_node(base, lambda: NOON) as node:
        node.say_all([taken()])
        again = f.BaseFounded(base="home", name="Mine", at=f.Point(0.0, 0.0), map="mine")
        entry = seal(f.encode(again), Signer(b"p" * 32), Tip(), NOON + 1, 0)
        node.receive([entry.raw])
        assert node.founding == BASE
        assert node.state.bases["home"].fact == BASE
        [alarm] = door(node)
        assert "founded anew" in alarm.what
        with TestClient(make_app(node), base_url="http://127.0.0.1") as room:
            assert room.get("/api/log").json()["log"][0]["kind"] == "device_taken_in"
            assert "Mine" in room.get("/devices", headers=HTML).text
    with open_node(base, lambda: NOON) as node:
        assert node.founding == BASE


@pytest.mark.parametrize(
    ("more", "status", "says"),
    [
        ({"base": "home"}, 422, "founded already"),
        ({"base": "home", "headcount": 900, "zone": "Etc/UTC"}, 422, "founded already"),
        ({"base": "mill", "map": "../../../etc/passwd"}, 400, "map"),
        ({"base": "mill", "map": "/etc/passwd"}, 400, "map"),
        ({"base": "mill", "map": ".."}, 400, "map"),
        ({"base": "mill", "map": "abc\n"}, 400, "map"),
        ({"base": "mill", "map": "abc"}, 422, "map of another base"),
        ({"base": "mill"}, 201, ""),
    ],
)
def test_founding_has_happened(base: Path, more: dict[str, object], status: int, says: str) -> None:
    """Over the interface our base is not founded anew; another base may be noted by its place."""
    with (
        open_node(base, lambda: NOON) as node,
        TestClient(make_app(node), base_url="http://127.0.0.1") as room,
    ):
        fact = {"kind": "base_founded", "name": "X", "at": [1, 1], **more}
        answer = room.post("/api/facts", json=fact)
        assert answer.status_code == status
        assert says in answer.json().get("error", "")
        assert node.founding == BASE
