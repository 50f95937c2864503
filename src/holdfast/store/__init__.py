"""Entries on disk. The only package that knows SQL."""

from holdfast.store.folder import Ledger, open_ledger
from holdfast.store.protocol import Row, Store
from holdfast.store.report import Report
from holdfast.store.scrub import verify
from holdfast.store.sqlite import SqliteStore

__all__ = ["Ledger", "Report", "Row", "SqliteStore", "Store", "open_ledger", "verify"]
