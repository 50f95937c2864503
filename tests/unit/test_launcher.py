"""The launcher, with a pretended Python in a pretended checkout: what it does, in what order.

The pretended Python writes down what it is asked to do and does only what the launcher looks at;
`BREAK` names a step in which it goes wrong and what it then says.
"""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from holdfast.cli import parser

ROOT = Path(__file__).resolve().parents[2]
PYTHON = r"""#!/bin/sh
case "$*" in
    *'sys.version_info[:3]'*) echo "${PRETENDED_VERSION:-3.12.1}"; exit ;;
    *'sys.version_info < (3, 11)'*) [ "${PRETENDED_VERSION:-3.12.1}" != 3.9.2 ]; exit ;;
    *'import ensurepip, venv'*) [ -z "${NO_VENV:-}" ]; exit ;;
    *'import flit_core'*) exit ;;
    -V) echo "Python 3.12.1"; exit ;;
esac
case "$*" in
    '-m venv '*) word=venv ;;
    *'pip install'*'--editable .') word=itself ;;
    *'pip install'*) word=packages ;;
    *'pip download'*) word=download ;;
    *holdfast.furnish*) word=furnish ;;
    *) word=other ;;
esac
echo "$word $*" >>asked
if [ "${BREAK:-}" = "$word" ]; then
    echo "$SAYS" >&2
    [ "$SAYS" != die ] || kill -9 "$PPID"
    exit 1
fi
case $word in
    venv) mkdir -p .venv/bin .venv/lib && cp "$0" .venv/bin/python ;;
    itself) printf '#!/bin/sh\necho "holdfast in $PWD: $*"\n' >.venv/bin/holdfast
            chmod +x .venv/bin/holdfast ;;
    furnish) mkdir -p src/holdfast/web/static/vendor node_modules ;;
esac
"""
TOOL = """#!/bin/sh
echo "$(basename "$0") $*${HOLDFAST_LONG:+ for long}"
[ "${TOOL_FAILS:-}" != "$(basename "$0")" ]
"""

Launch = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder with a space in its name, the launcher, and what it takes digests of."""
    root = tmp_path / "my checkout"
    for layer in ("plan", "rehearse", "scenarios", "formats", "store", "furnish"):
        (root / "src/holdfast" / layer).mkdir(parents=True)
        (root / "src/holdfast" / layer / "__init__.py").touch()
    for name in ("requirements.lock", "requirements-dev.lock", "pyproject.toml"):
        (root / name).write_text(name)
    (root / "package-lock.json").write_text("{}")
    shutil.copy(ROOT / "holdfast", root / "holdfast")
    return root


@pytest.fixture
def python(tmp_path: Path) -> Path:
    return program(tmp_path / "python3", PYTHON)


@pytest.fixture
def launch(checkout: Path, python: Path) -> Launch:
    """Run the launcher from elsewhere, with the pretended Python and some environment."""

    def run(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [checkout / "holdfast", *words],
            env={
                "PATH": os.environ["PATH"],
                "HOLDFAST_PYTHON": str(python),
                "HOLDFAST_FAKETIME": "/bin/true",
                **environment,
            },
            cwd=checkout.parent,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return run


def program(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
    return path


def asked(checkout: Path) -> list[str]:
    """The steps that the pretended Python was asked for since last time."""
    file = checkout / "asked"
    words = [line.split()[0] for line in file.read_text().splitlines()] if file.exists() else []
    file.unlink(missing_ok=True)
    return [word for word in words if word != "other"]


def refusal(done: subprocess.CompletedProcess[str]) -> str:
    """The one sentence of a launcher that gave up."""
    assert done.returncode == 1
    (sentence,) = done.stderr.splitlines()
    assert sentence.startswith("holdfast: ")
    return sentence


RUNTIME = ["venv", "packages", "itself", "furnish", "furnish"]


def test_demo_sets_up_what_is_missing_and_then_opens(checkout: Path, launch: Launch) -> None:
    """Nothing to type before; the word runs where the person is, with all it was given."""
    done = launch("demo", "--port", "8000")
    assert asked(checkout) == RUNTIME
    assert done.returncode == 0
    assert done.stdout.endswith(f"holdfast in {checkout.parent}: demo --port 8000\n")


def test_the_second_time_nothing_is_done(checkout: Path, launch: Launch) -> None:
    """Every step left its stamp."""
    launch("demo")
    asked(checkout)
    done = launch("demo")
    assert asked(checkout) == []
    assert done.stdout == f"holdfast in {checkout.parent}: demo\n"


def test_the_tools_for_the_checks_grow_on_what_is_there(checkout: Path, launch: Launch) -> None:
    """An existing environment is not thrown away, and not shrunk by the next demo."""
    launch("setup")
    asked(checkout)
    launch("setup", "--dev")
    assert asked(checkout) == ["packages", "furnish"]
    launch("setup")
    assert asked(checkout) == []


def test_a_changed_lock_makes_a_new_environment(checkout: Path, launch: Launch) -> None:
    """Packages of the older lock must not linger."""
    launch("setup")
    asked(checkout)
    (checkout / "requirements.lock").write_text("newer")
    (checkout / ".venv/old").touch()
    launch("setup")
    assert asked(checkout)[:2] == ["venv", "packages"]
    assert not (checkout / ".venv/old").exists()


def test_a_moved_checkout_is_set_up_anew(checkout: Path, launch: Launch, python: Path) -> None:
    """The scripts of an environment name the folder it was made in."""
    launch("setup")
    moved = checkout.with_name("elsewhere")
    checkout.rename(moved)
    asked(moved)
    environment = {"PATH": os.environ["PATH"], "HOLDFAST_PYTHON": str(python)}
    subprocess.run([moved / "holdfast", "setup"], env=environment, check=True, capture_output=True)
    assert asked(moved)[:3] == ["venv", "packages", "itself"]


@pytest.mark.parametrize("step", ["venv", "packages", "itself", "furnish"])
def test_a_killed_setup_recovers(checkout: Path, launch: Launch, step: str) -> None:
    """Killed in any step and started again at once, all is there in the end."""
    assert launch("setup", BREAK=step, SAYS="die").returncode == -9
    asked(checkout)
    again = launch("demo")
    assert again.returncode == 0
    assert asked(checkout)[-1] == "furnish"
    assert asked(checkout) == []
    assert launch("demo").stdout == f"holdfast in {checkout.parent}: demo\n"


def test_a_pip_that_was_killed_half_way_is_not_trusted(checkout: Path, launch: Launch) -> None:
    """What it left may look installed and not be: the environment is made anew."""
    launch("setup")
    launch("setup", "--dev", BREAK="packages", SAYS="die")
    asked(checkout)
    launch("setup")
    assert asked(checkout)[:2] == ["venv", "packages"]


def test_a_second_setup_waits_for_the_first(checkout: Path, python: Path) -> None:
    """Whoever holds the lock is waited for, and the person is told so."""
    holder = subprocess.Popen(
        ["flock", checkout / ".setup.lock", "sh", "-c", "echo held; cat"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert holder.stdin is not None
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"held\n"
    waiting = subprocess.Popen(
        [checkout / "holdfast", "setup"],
        env={"PATH": os.environ["PATH"], "HOLDFAST_PYTHON": str(python)},
        stdout=subprocess.PIPE,
    )
    assert waiting.stdout is not None
    assert waiting.stdout.readline().startswith(b"Another set-up is at work here")
    assert asked(checkout) == []
    holder.communicate()
    assert waiting.communicate()[0].endswith(b"Ready.\n")
    assert asked(checkout) == RUNTIME


@pytest.mark.parametrize(
    ("step", "says", "sentence"),
    [
        ("packages", "Temporary failure in name resolution", "cannot be fetched"),
        ("packages", "[Errno 28] No space left on device", "disk is full"),
        ("packages", "THESE PACKAGES DO NOT MATCH THE HASHES", "not the one our lock means"),
        ("venv", "what nobody expected", "'an environment of its own'"),
        ("furnish", "holdfast: the browser libraries are lost", "the browser libraries are lost"),
    ],
)
def test_what_goes_wrong_is_one_sentence(
    launch: Launch, step: str, says: str, sentence: str
) -> None:
    """The machine's own words stay in the log."""
    assert sentence in refusal(launch("demo", BREAK=step, SAYS=says))


def test_an_old_python_is_refused(checkout: Path, launch: Launch) -> None:
    """It says which one it found, and nothing is begun."""
    assert "found 3.9.2" in refusal(launch("demo", PRETENDED_VERSION="3.9.2"))
    assert asked(checkout) == []


def test_a_missing_venv_is_named_by_its_debian_package(launch: Launch) -> None:
    """Debian ships Python without it."""
    assert "apt-get install python3-venv" in refusal(launch("demo", NO_VENV="1"))


def test_no_python_at_all(launch: Launch) -> None:
    """HOLDFAST_PYTHON that names nothing is not guessed around."""
    assert "found none" in refusal(launch("demo", HOLDFAST_PYTHON="/nowhere/python3"))


def test_a_folder_that_cannot_be_written(checkout: Path, launch: Launch) -> None:
    """Said at once, before anything is tried."""
    (checkout / ".setup.lock").mkdir()
    assert "cannot write in" in refusal(launch("demo"))
    assert asked(checkout) == []


def test_another_word_before_set_up(checkout: Path, launch: Launch) -> None:
    """A slip of the pen must not start a minute of set-up."""
    assert "'dmeo'" in refusal(launch("dmeo"))
    assert asked(checkout) == []


def test_every_word_of_the_command_line_sets_up_by_itself(checkout: Path, launch: Launch) -> None:
    """On a fresh checkout too; what set-up says stays out of what the word prints."""
    done = launch("drill", "supply-run", "--json")
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"holdfast in {checkout.parent}: drill supply-run --json\n"
    assert "Ready." in done.stderr
    assert asked(checkout) == RUNTIME


def test_the_launcher_knows_the_words_of_the_command_line() -> None:
    """One that it does not know could not set up."""
    (line,) = (x for x in (ROOT / "holdfast").read_text().splitlines() if "# as the command" in x)
    (words,) = (a.choices for a in parser()._actions if a.choices)
    assert {word.strip() for word in line.split(")")[0].split("|")} == {*words} - {"demo"}


@pytest.mark.parametrize("words", [[], ["--help"], ["help"]])
def test_help_before_set_up(checkout: Path, launch: Launch, words: list[str]) -> None:
    """Asking costs nothing."""
    assert launch(*words).stdout.startswith("usage: ./holdfast")
    assert asked(checkout) == []


def test_setup_knows_its_words(checkout: Path, launch: Launch) -> None:
    """A wrong option, and a folder that is not there."""
    assert "'--quick'" in refusal(launch("setup", "--quick"))
    assert "'/nowhere'" in refusal(launch("setup", "--wheels", "/nowhere"))
    assert "''" in refusal(launch("setup", "--wheels"))
    assert asked(checkout) == []


def test_setup_from_a_stick_asks_no_network(checkout: Path, launch: Launch) -> None:
    """pip is told where to look and nowhere else; the browser libraries come from there too."""
    (checkout.parent / "my stick").mkdir()
    launch("setup", "--wheels", "my stick")
    lines = (checkout / "asked").read_text().splitlines()
    stick = checkout.parent / "my stick"
    (packages,) = [line for line in lines if line.startswith("packages")]
    assert f"--no-index --find-links {stick}" in packages
    assert f"furnish -m holdfast.furnish assets --folder {stick}" in lines


def test_filling_a_stick(checkout: Path, launch: Launch) -> None:
    """Wheels by the lock and tarballs, after the machine itself is set up."""
    (checkout.parent / "stick").mkdir()
    assert launch("setup", "--dev", "--fill", "stick").returncode == 0
    assert asked(checkout)[-2:] == ["download", "furnish"]


RUN = ["ruff", "ruff", "mypy", "tsc", "pytest"]


def test_check_runs_everything_and_names_what_failed(checkout: Path, launch: Launch) -> None:
    """A failed check does not hide the next one; the exit code and the last line say it."""
    tools(checkout)
    done = launch("check", HOLDFAST_CHROMIUM="/bin/true")
    assert done.returncode == 0
    ran = [line.split()[0] for line in done.stdout.split("Ready.\n")[1].splitlines()]
    assert [word for word in ran if word != "---"] == [*RUN, "pytest", "check:"]
    assert "--- browser\npytest tests/browser\n" in done.stdout
    assert "\npytest --ignore=tests/browser\n" in done.stdout
    failed = launch("check", HOLDFAST_CHROMIUM="/bin/true", TOOL_FAILS="mypy")
    assert "\npytest" in failed.stdout
    assert refusal(failed).endswith(" s: mypy")
    both = launch("check", HOLDFAST_CHROMIUM="/bin/true", TOOL_FAILS="pytest")
    assert refusal(both).endswith(" s: pytest browser")


def test_check_fast_and_words_for_pytest(checkout: Path, launch: Launch) -> None:
    """--fast leaves the slow tests out, wherever it stands; the rest goes to pytest unharmed."""
    tools(checkout)
    done = launch("check", "-k", "a b", "--fast", HOLDFAST_CHROMIUM="/bin/true")
    assert "\npytest -m not slow -k a b\n" in done.stdout


def test_check_long_tries_for_longer(checkout: Path, launch: Launch) -> None:
    """--long is told to the campaigns, and everything runs as without it."""
    tools(checkout)
    done = launch("check", "--long", HOLDFAST_CHROMIUM="/bin/true")
    assert "--- browser\npytest tests/browser for long\n" in done.stdout
    assert "\npytest --ignore=tests/browser for long\n" in done.stdout


def test_check_wants_a_browser_that_is_there(checkout: Path, launch: Launch) -> None:
    """A wrong HOLDFAST_CHROMIUM is told, not guessed around."""
    tools(checkout)
    assert "/nowhere" in refusal(launch("check", HOLDFAST_CHROMIUM="/nowhere"))


def test_check_wants_a_library_that_sets_clocks(checkout: Path, launch: Launch) -> None:
    """One test sets a room's clock for real: a wrong HOLDFAST_FAKETIME is told before any runs."""
    tools(checkout)
    given = {"HOLDFAST_CHROMIUM": "/bin/true", "HOLDFAST_FAKETIME": "/nowhere"}
    done = launch("check", **given)
    assert "/nowhere" in refusal(done)
    assert "\npytest" not in done.stdout


def test_root_gets_a_browser_from_debian(checkout: Path, launch: Launch, tmp_path: Path) -> None:
    """On a bare machine 'check' brings Chromium itself, once, and tells pytest where it is."""
    tools(checkout)
    path = bare_machine(tmp_path)
    program(path / "id", "#!/bin/sh\necho 0\n")
    laying = f'cp /bin/true "{path}/chromium"'
    program(path / "apt-get", f'#!/bin/sh\necho "$1" >>apt\n[ "$1" != install ] || {laying}\n')
    done = launch("check", PATH=str(path))
    assert done.returncode == 0, done.stderr
    assert (checkout / "apt").read_text() == "update\ninstall\n"
    launch("check", PATH=str(path))
    assert (checkout / "apt").read_text() == "update\ninstall\n"


def test_a_missing_library_of_the_driver_is_brought_too(
    checkout: Path, launch: Launch, tmp_path: Path
) -> None:
    """A bare Debian with Chromium still lacks what Playwright's own program is linked to."""
    tools(checkout)
    path = bare_machine(tmp_path)
    program(path / "id", "#!/bin/sh\necho 0\n")
    program(path / "apt-get", '#!/bin/sh\necho "$@" >>apt\n')
    given = {"PATH": str(path), "HOLDFAST_CHROMIUM": "/bin/true"}
    launch("check", **given)
    assert not (checkout / "apt").exists()
    launch("check", TOOL_FAILS="playwright", **given)
    assert (checkout / "apt").read_text().endswith("--no-install-recommends libatomic1\n")


def test_others_are_told_what_to_type(checkout: Path, launch: Launch, tmp_path: Path) -> None:
    """Who is not root installs nothing; who has no apt-get cannot."""
    tools(checkout)
    path = bare_machine(tmp_path)
    program(path / "id", "#!/bin/sh\necho 1000\n")
    program(path / "apt-get", "#!/bin/sh\nexit 9\n")
    assert "sudo apt-get install chromium" in refusal(launch("check", PATH=str(path)))
    program(path / "id", "#!/bin/sh\necho 0\n")
    assert ".setup.log says why" in refusal(launch("check", PATH=str(path)))
    (path / "apt-get").unlink()
    assert "sudo apt-get install chromium" in refusal(launch("check", PATH=str(path)))


NEEDS = """
    sh awk basename cat chmod cksum cp date df dirname find flock grep id mkdir readlink rm sort
    tail tr uname
""".split()  # noqa: SIM905 - all that the launcher may use besides Python; basename is the tests'


def bare_machine(tmp_path: Path) -> Path:
    """A PATH with what every Debian has, and no browser."""
    path = tmp_path / "bin"
    path.mkdir()
    for name in NEEDS:
        found = shutil.which(name)
        assert found is not None
        if name != "id":
            (path / name).symlink_to(found)
    return path


def tools(checkout: Path) -> None:
    """Lay the tools so that set-up finds them; the environment is made round them."""
    for name in ("ruff", "mypy", "playwright", "pytest"):
        program(checkout / "tools" / name, TOOL)
    native = program(checkout / "tools/tsc", TOOL)
    python = checkout.parent / "python3"
    laying = f'cp "{native.parent}"/[rmp]* .venv/bin/; '
    modules = "node_modules/@typescript/any/lib"
    text = PYTHON.replace("itself) ", f"itself) {laying}")
    text = text.replace(
        "static/vendor node_modules", f'static/vendor {modules}; cp "{native}" {modules}'
    )
    program(python, text)
