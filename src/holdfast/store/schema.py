"""The tables of ledger.sqlite, as small named steps, each taken once and in one transaction."""

import apsw

from holdfast.base.errors import Refused

MIGRATIONS: tuple[tuple[str, str], ...] = (
    (
        "0001 entries",
        """
        create table entry (
            n integer primary key,               -- order of arrival, from 1, without a gap
            device blob not null,
            seq integer not null,
            id blob not null,
            head blob not null,                  -- version, length, header, signature, raw
            body blob,                           -- null: erased, or never came
            erased integer not null default 0
        ) strict;
        create unique index entry_place on entry (device, seq);
        create table fork (                      -- proofs that a chain contradicts itself
            id blob primary key,
            device blob not null,
            seq integer not null,
            raw blob not null
        ) strict;
        create table change (                    -- to bodies, after their entries had come
            n integer primary key,
            entry integer not null,
            kind integer not null                -- 1 erased, 2 came late
        ) strict;
        create table alarm (at_ms integer not null, sentence text not null) strict;
        create table meta (name text primary key, value integer not null) strict;
        """,
    ),
    (
        "0002 when entries came",
        """
        alter table entry add column came_ms integer;  -- what our clock said; null: not known
        create table clock_step (                -- where our clock was found set
            n integer not null,                  -- so many entries had come before
            before_ms integer not null,
            after_ms integer not null
        ) strict;
        """,
    ),
    (
        "0003 who is known",
        """
        create table known (                     -- whose contradictions are ours to mend
            device blob primary key,
            own integer not null                 -- 1: a key of this room; 0: taken in
        ) strict;
        """,
    ),
    (
        "0004 when bodies came",
        """
        alter table change add column came_n integer;  -- so many entries had come; null: not known
        alter table change add column came_ms integer; -- what our clock said
        alter table change add column steps integer;   -- so often it had been found set
        """,
    ),
)


def migrate(db: apsw.Connection, exercise: bool | None) -> bool:
    """Bring the tables up to date; answer whether this is a ledger of a drill.

    Args:
        db: the open file.
        exercise: what a new ledger is to be, and an old one must be; None takes it as it is.

    Raises:
        Refused: a newer Holdfast wrote it, or it is of the other kind.
    """
    db.execute("create table if not exists migration (name text primary key) strict")
    done = {name for (name,) in db.execute("select name from migration")}
    if unknown := done - {name for name, _ in MIGRATIONS}:
        raise Refused(
            f"This ledger was written by a newer Holdfast (step '{max(unknown)}'). "
            "Open it with that one."
        )
    for name, statements in MIGRATIONS:
        if name not in done:
            with db:
                for _ in db.execute(statements):
                    pass
                db.execute("insert into migration values (?)", (name,))
    return _kind(db, exercise)


def _kind(db: apsw.Connection, exercise: bool | None) -> bool:
    db.execute(
        "insert or ignore into meta select 'exercise', ? where not exists (select 1 from entry)",
        (int(bool(exercise)),),
    )
    row = db.execute("select value from meta where name = 'exercise'").fetchone()
    kept = bool(row[0]) if row else False
    if exercise is not None and kept is not exercise:
        kinds = ("a real ledger", "a ledger of a drill")
        raise Refused(
            f"This is {kinds[kept]}, not {kinds[exercise]}. Choose another folder for the other."
        )
    return kept
