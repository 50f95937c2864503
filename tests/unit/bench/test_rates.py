"""Event rates: what records are read as, what is foretold, and that nobody peeks."""

import json
import zipfile
from datetime import date
from math import inf, log
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import nbinom

from holdfast.base.errors import Refused
from holdfast.bench.foretold import (
    Gammas,
    Memory,
    Panel,
    believed,
    brier_any,
    chosen,
    constants,
    decayed,
    frozen,
    log_scores,
)
from holdfast.bench.options import Options
from holdfast.bench.rates import bench_rates, counted, of_record, score
from holdfast.bench.records import events
from holdfast.bench.sheets import read_rows


def panel(rates: np.ndarray, split: int, seed: int = 1) -> Panel:
    """Events drawn at known rates (t, c)."""
    n = np.random.default_rng(seed).poisson(rates).astype(float)
    places = tuple(f"p{i}" for i in range(rates.shape[1]))
    return Panel(n, np.ones_like(n), places, tuple(range(738_000, 738_000 + len(n))), split)


def steady() -> Panel:
    """Ten places with a rate each that never changes."""
    each = np.random.default_rng(5).gamma(1.0, 0.5, 10)
    return panel(np.tile(each, (300, 1)), 200)


def bursts() -> Panel:
    """Ten places, quiet and bad by turns for about twenty periods."""
    draw = np.random.default_rng(6)
    bad = np.cumsum(draw.random((300, 10)) < 0.05, axis=0) % 2
    return panel(np.where(bad == 1, 2.0, 0.05), 200)


def listed(n: int = 400, seed: int = 2) -> list[list[str]]:
    """A list of incidents in three provinces over eight years."""
    draw = np.random.default_rng(seed)
    days = np.sort(draw.integers(0, 8 * 365, n)) + date(2010, 1, 1).toordinal()
    rows = [[date.fromordinal(int(d)).isoformat(), f"P{draw.integers(3)}", "1", "2"] for d in days]
    return [["event_date", "admin1", "killed", "injured"], *rows]


def csv(path: Path, rows: list[list[str]], mark: str = ",") -> Path:
    """The rows as a file."""
    path.write_text("\n".join(mark.join(row) for row in rows))
    return path


@pytest.mark.parametrize("half_life", [1.0, 3.0, inf])
def test_decayed_sums_are_those_of_the_periods_before(half_life: float) -> None:
    """By the definition, summed anew for each period."""
    values = np.arange(12.0).reshape(6, 2)
    by_hand = [
        sum((values[s] * 0.5 ** ((t - s) / half_life) for s in range(t)), np.zeros(2))
        for t in range(6)
    ]

    assert decayed(values, half_life) == pytest.approx(np.array(by_hand))


def test_what_is_foretold_is_negative_binomial() -> None:
    """As scipy has it, for a whole period and for half of one; nothing where no risk is."""
    one = Panel(np.array([[3.0, 1.0, 0.0]]), np.array([[1.0, 0.5, 0.0]]), ("a", "b", "c"), (0,), 0)
    held = Gammas(np.full((1, 3), 0.7), np.full((1, 3), 2.0))
    found = log_scores(one, held)[0]

    assert found[0] == pytest.approx(float(nbinom.logpmf(3, 0.7, 2 / 3)))
    assert found[1] == pytest.approx(float(nbinom.logpmf(1, 0.7, 2 / 2.5)))
    assert found[2] == 0
    none = float(nbinom.pmf(0, 0.7, 2 / 3))
    assert brier_any(one, held)[0, 0] == pytest.approx(none**2)


def test_nothing_that_comes_later_changes_what_is_believed() -> None:
    """Nor which memory is chosen, nor the constant rates."""
    one = bursts()
    later = one.n.copy()
    later[one.split :] = 99.0
    other = Panel(later, one.risk, one.places, one.starts, one.split)
    memory = Memory(3.0, 24.0, 0.4)

    assert chosen(one) == chosen(other)
    assert np.array_equal(
        believed(one, memory).mean[: one.split + 1], believed(other, memory).mean[: one.split + 1]
    )
    assert np.array_equal(frozen(one, memory).mean, frozen(other, memory).mean)
    for name, held in constants(one).items():
        assert np.array_equal(held.mean, constants(other)[name].mean)


def test_of_rates_that_never_change_nothing_is_forgotten() -> None:
    """A long memory, and nearly as good as the truth's own constant by place."""
    found = score(steady())

    assert found["half_life"] in (48.0, "never")
    lead, error = found["lead"]["ours over constant by place"]
    assert abs(lead) < 0.01
    assert error < 0.01
    assert found["lead"]["ours over constant"][0] > 0.05


def test_of_rates_that_come_and_go_a_short_memory_is_chosen_and_wins() -> None:
    """Clearly above every constant, spread or not, and above never forgetting."""
    found = score(bursts())

    assert found["half_life"] in (1.0, 2.0, 3.0, 6.0)
    for other in ("constant", "constant by place", "constant by place, as spread"):
        lead, error = found["lead"][f"ours over {other}"]
        assert lead > 2 * error > 0
    assert found["lead"]["ours over never forgetting"][0] > 0


def test_who_knows_the_truth_scores_best() -> None:
    """Nothing that is fitted beats the rates that the events were drawn at."""
    one = bursts()
    draw = np.random.default_rng(6)
    bad = np.cumsum(draw.random((300, 10)) < 0.05, axis=0) % 2
    rates = np.where(bad == 1, 2.0, 0.05)
    truth = log_scores(one, Gammas(np.full(rates.shape, 1e6), 1e6 / rates))[one.split :].sum()
    held = [believed(one, chosen(one)), *constants(one).values()]

    assert all(log_scores(one, g)[one.split :].sum() < truth for g in held)


def test_who_hears_nothing_more_comes_back_to_the_mean_of_all() -> None:
    """A place that was bad at the split is as any other a long time later."""
    one = bursts()
    held = frozen(one, Memory(3.0, inf, 0.4)).mean

    assert held[-1] == pytest.approx(np.full(10, held[-1].mean()), rel=0.01)
    assert held[one.split].std() > 0.1


@pytest.mark.parametrize(
    ("cells", "day"),
    [
        (["2019-02-03"], (2019, 2, 3)), (["2019-02-03 00:00:00"], (2019, 2, 3)),
        (["2019/2/3"], (2019, 2, 3)), (["20190203"], (2019, 2, 3)), (["2019-02"], (2019, 2, 1)),
        (["03.02.2019"], (2019, 2, 3)), (["03/02/2019", "13/02/2019"], (2019, 2, 3)),
        (["02/03/2019", "02/13/2019"], (2019, 2, 3)), (["3 February 2019"], (2019, 2, 3)),
        (["3-Feb-2019"], (2019, 2, 3)), (["February 3, 2019"], (2019, 2, 3)),
        (["43499"], (2019, 2, 3)),
    ],
)  # fmt: skip
def test_dates_are_read_in_the_forms_that_others_use(
    cells: list[str], day: tuple[int, int, int]
) -> None:
    """Whether the day or the month comes first is seen from the column."""
    rows = [["Event Date", "Admin1"], *([cell, "here"] for cell in cells)]

    assert date(*day).toordinal() in events(rows, "x").day


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([["where", "admin1"], ["x", "y"]], "no column of dates"),
        ([["year", "admin1"], ["2019", "y"]], "no column of dates"),
        ([["date", "what"], ["2019-01-01", "y"]], "no column of places"),
        ([["date", "admin1"], ["soon", "y"], ["later", "z"]], "only 0 have a date and a place"),
        ([["date", "lat", "lon"], ["2019-01-01", "north", "400"]], "only 0 have"),
        ([["day", "a", "b"], ["0", "1", "0"], ["1", "1", "0"]], "no place at which anything began"),
    ],
)
def test_what_is_no_record_is_refused_in_a_sentence(rows: list[list[str]], words: str) -> None:
    """Naming what was looked for."""
    with pytest.raises(Refused, match=words):
        events(rows, "x.csv")


def test_usual_names_are_known_and_marked_rows_left_out() -> None:
    """UCDP's, with its row of HXL tags; accents and case do not part places."""
    found = events([
        ["id", "date_start", "adm_1", "latitude", "longitude", "best"],
        ["", "#date+start", "#adm1+name", "#geo+lat", "#geo+lon", "#affected"],
        ["1", "2013-12-13", "Barisāl Division", "22.4", "90.1", "7"],
        ["2", "2012-12-13", "Barisal division", "22.6", "90.1", "x"],
    ], "x")  # fmt: skip

    assert list(found.place["admin1"]) == ["/barisaldivision"] * 2
    assert list(found.place["half degree"]) == ["22.5,90", "22,90"]
    assert list(found.harm["killed"]) == [0, 7]
    assert found.left_out == 0


def test_words_before_the_heading_are_passed_over() -> None:
    """A title and a line of thanks."""
    rows = [["Attacks", ""], ["With thanks", ""], ["Date", "Province"], ["2019-02-03", "Up"]]

    assert list(events(rows, "x").place["admin1"]) == ["/up"]


def test_days_by_places_are_read_as_onsets() -> None:
    """Who had it from the first day on never was at risk, nor is anybody after their onset."""
    rows = [["#Day", "a", "b", "c"], *([str(d), "1", str(int(d >= 2)), "0"] for d in range(5))]
    found = events(rows, "x")

    assert (list(found.day), list(found.place["place"])) == ([2], ["b"])
    assert found.risk_until == {"a": 0, "b": 3, "c": 5}


def test_a_place_that_nobody_had_heard_of_by_the_split_is_not_scored() -> None:
    """Its events are later ones all; those of the others stay what they were."""
    rows = listed()
    without = counted(events(rows, "x"), "admin1", "month", 0.5)
    rows += [["2017-06-01", "Nowhere", "0", "0"] for _ in range(50)]
    found = counted(events(rows, "x"), "admin1", "month", 0.5)

    assert isinstance(found, Panel)
    assert isinstance(without, Panel)
    assert found.places == ("/p0", "/p1", "/p2")
    assert np.array_equal(found.n, without.n)


def test_too_few_events_or_periods_are_said_to_be_too_few() -> None:
    """No score is made of them."""
    found = of_record(events(listed(12), "x"))

    assert found["scores"] == []
    assert any("events before it" in words for words in found["too_few"])
    short = events([["date", "admin1"], ["2019-01-01", "a"], ["2019-02-01", "b"]], "x")
    assert "periods" in str(counted(short, "admin1", "month", 0.5))


def test_a_folder_is_measured_whole_and_what_was_left_out_is_told(tmp_path: Path) -> None:
    """In any dress: semicolons, tabs, Latin-1; the figures can be written as JSON."""
    csv(tmp_path / "a.csv", listed(), ";")
    (tmp_path / "in").mkdir()
    csv(tmp_path / "in" / "a.csv", listed(seed=3), "\t")
    (tmp_path / "no.csv").write_bytes("né\n".encode("latin-1"))
    (tmp_path / "empty.csv").write_bytes(b"")
    found = json.loads(json.dumps(bench_rates(Options(source=tmp_path))))

    assert sorted(found["records"]) == ["a.csv", "in/a.csv"]
    assert sorted(found["left_out"]) == ["empty.csv", "no.csv"]
    assert found["records"]["a.csv"]["harm"] == {
        "killed": 400, "injured": 800, "killed_of_hurt": 0.3333
    }  # fmt: skip
    assert found["better"]["ours over constant"]["n"] == 16


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("x.csv", b"", "no rows"), ("x.csv", b"a\0b", "no text"),
        ("x.xlsx", b"PK\3\4nothing", "no rows|no text"),
        ("x.csv", b'a,b\n"' + b"c" * 200_000, "no table|no column|only"),
    ],
)  # fmt: skip
def test_bytes_that_are_no_table_are_refused(
    tmp_path: Path, name: str, data: bytes, words: str
) -> None:
    """Whatever the file is called."""
    (tmp_path / name).write_bytes(data)
    with pytest.raises(Refused, match=words):
        bench_rates(Options(source=tmp_path / name))


def test_nothing_named_and_nothing_there_are_refused(tmp_path: Path) -> None:
    """In a sentence each."""
    for source in (None, tmp_path / "none", tmp_path):
        with pytest.raises(Refused):
            bench_rates(Options(source=source))


SHEET = (
    '<worksheet xmlns="m"><sheetData><row><c r="A1" t="s"><v>0</v></c><c r="C1" t="inlineStr">'
    "<is><t>admin1</t></is></c></row><row><c r='A2'><v>43499</v></c><c r='C2' t='s'><v>1</v></c>"
    "</row></sheetData></worksheet>"
)
WORDS = '<sst xmlns="m"><si><t>date</t></si><si><r><t>Up</t></r><r><t>per</t></r></si></sst>'


def workbook(path: Path, sheet: str = SHEET, words: str = WORDS) -> Path:
    """A workbook of one sheet."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", sheet)
        packed.writestr("xl/sharedStrings.xml", words)
    return path


def test_a_workbooks_cells_are_read_as_they_stand(tmp_path: Path) -> None:
    """Shared, pieced and inline strings, numbers, cells left out."""
    assert read_rows(workbook(tmp_path / "x.xlsx")) == [
        ["date", "", "admin1"], ["43499", "", "Upper"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    "trap",
    [
        '<!DOCTYPE x [<!ENTITY a "b">]>' + SHEET, SHEET[:80], "",
        SHEET.replace("<v>1</v>", "<v>7</v>"), SHEET.replace("<v>1</v>", "<v>x</v>"),
    ],
    ids=["document type", "cut off", "empty", "no such string", "no number"],
)  # fmt: skip
def test_a_workbook_that_is_a_trap_or_broken_is_refused(tmp_path: Path, trap: str) -> None:
    """No entity is expanded."""
    with pytest.raises(Refused):
        read_rows(workbook(tmp_path / "x.xlsx", trap))


def test_a_record_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Larger than anybody keeps, packed or not."""
    monkeypatch.setattr("holdfast.bench.sheets.MOST_BYTES", 2_000)
    with pytest.raises(Refused, match="larger"):
        read_rows(csv(tmp_path / "x.csv", listed()))
    with pytest.raises(Refused, match="larger"):
        read_rows(workbook(tmp_path / "x.xlsx", SHEET + " " * 20_000))


def test_a_steady_rate_is_scored_as_on_paper() -> None:
    """One place of two events a period, told so: the log of a Poisson."""
    one = Panel(np.full((30, 2), 2.0), np.ones((30, 2)), ("a", "b"), tuple(range(30)), 20)
    sure = Gammas(np.full((30, 2), 1e6), np.full((30, 2), 5e5))

    assert log_scores(one, sure).mean() == pytest.approx(2 * log(2) - 2 - log(2), abs=1e-5)
