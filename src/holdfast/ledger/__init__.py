"""Who said it, in what order, and whether it was touched since. Pure: bytes in, verdicts out."""

from holdfast.ledger.admit import UNSIGNED, Held, Verdict, genuine, place, runs
from holdfast.ledger.batch import Batch
from holdfast.ledger.entry import (
    EXERCISE,
    MAX_BODY_BYTES,
    MAX_ENTRY_BYTES,
    Entry,
    Header,
    Signer,
    Tip,
    body_fits,
    check_body,
    device_of,
    header_of,
    id_of,
    linked,
    name_of,
    open_entry,
    run_holds,
    seal,
    signature_holds,
)
from holdfast.ledger.porter import Porter, Taken, size_of
from holdfast.ledger.waiting import WaitingRoom

__all__ = [
    "EXERCISE",
    "MAX_BODY_BYTES",
    "MAX_ENTRY_BYTES",
    "UNSIGNED",
    "Batch",
    "Entry",
    "Header",
    "Held",
    "Porter",
    "Signer",
    "Taken",
    "Tip",
    "Verdict",
    "WaitingRoom",
    "body_fits",
    "check_body",
    "device_of",
    "genuine",
    "header_of",
    "id_of",
    "linked",
    "name_of",
    "open_entry",
    "place",
    "run_holds",
    "runs",
    "seal",
    "signature_holds",
    "size_of",
]
