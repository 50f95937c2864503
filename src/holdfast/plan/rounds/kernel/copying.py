"""Making some rounds equal to others.

Law. Afterwards all that is known of the copied rounds is the same in both.
"""

from holdfast.plan.compiled import compiled, inner
from holdfast.plan.rounds.kernel.moving import write
from holdfast.plan.rounds.kernel.shapes import N_SUMS, Bench, Work


@compiled
def copy_all(source: Work, target: Work) -> None:
    """Make `target` equal to `source`."""
    for r in range(len(source.ln)):
        copy_team(source, target, r)
    write(source.at, target.at, len(source.at))


@inner
def copy_touched(source: Work, target: Work, bench: Bench) -> None:
    """Make `target` equal to `source` in the touched teams."""
    for r in range(len(source.ln)):
        if bench.touched[r]:
            for p in range(1, target.ln[r] + 1):
                if target.at[target.seq[r, p]] == r:
                    target.at[target.seq[r, p]] = -1
    for r in range(len(source.ln)):
        if bench.touched[r]:
            copy_team(source, target, r)
            for p in range(1, target.ln[r] + 1):
                target.at[target.seq[r, p]] = r


@inner
def copy_team(source: Work, target: Work, r: int) -> None:
    """Copy a team's round and all that is known of it (not `at`)."""
    n_places = source.ln[r] + 2
    target.ln[r] = source.ln[r]
    for p in range(n_places):
        target.seq[r, p] = source.seq[r, p]
        target.begin[r, p] = source.begin[r, p]
        target.late[r, p] = source.late[r, p]
        target.gap[r, p] = source.gap[r, p]
    for c in range(N_SUMS):
        target.sums[r, c] = source.sums[r, c]
    if source.lots.shape[1] > 0:
        for i in range(source.ln[r] * (source.lots.shape[1] // max(len(source.at) - 2, 1))):
            target.lots[r, i] = source.lots[r, i]
