"""The door's key: it survives a restart, is nobody else's, and can be made anew."""

from pathlib import Path

import pytest

from holdfast.base.errors import Unavailable
from holdfast.store.doorkey import DOOR_KEY, kept_key


def test_the_key_survives_a_restart(tmp_path: Path) -> None:
    """The file is what is asked, so that a phone's admission holds."""
    first = kept_key(tmp_path)
    assert len(first) >= 20
    assert kept_key(tmp_path) == first


def test_only_its_owner_reads_it(tmp_path: Path) -> None:
    """From the first moment on, and again where somebody had opened it to others."""
    kept_key(tmp_path)
    file = tmp_path / DOOR_KEY
    assert file.stat().st_mode & 0o777 == 0o600
    file.chmod(0o644)
    kept_key(tmp_path)
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_new_key_is_made_when_asked_for(tmp_path: Path) -> None:
    """And stays from then on."""
    first = kept_key(tmp_path)
    second = kept_key(tmp_path, renew=True)
    assert second != first
    assert kept_key(tmp_path) == second


@pytest.mark.parametrize("text", [b"", b"x", b"\xff\xfe" * 20, b"a b" * 20, b"k" * 19])
def test_what_is_no_key_opens_no_door(tmp_path: Path, text: bytes) -> None:
    """A file that was cut or typed into is replaced: a short key could be guessed."""
    (tmp_path / DOOR_KEY).write_bytes(text)
    key = kept_key(tmp_path)
    assert len(key) >= 20
    assert kept_key(tmp_path) == key


def test_a_folder_that_refuses_is_a_sentence(tmp_path: Path) -> None:
    """No stack trace."""
    (tmp_path / DOOR_KEY).mkdir()
    with pytest.raises(Unavailable, match=r"Look at the disk"):
        kept_key(tmp_path)
