"""The names of what lies in a base's folder."""

LEDGER, WITNESS, KEY, LOCK = "ledger.sqlite", "witness", "device.key", "lock"
WHERE = "where.json"
"""Where the ledger was last open (store.copies)."""
STAGE = ".founding"
"""Folder in the base's own in which its ledger is made."""
MAPS = "maps"
"""Folder of the road files and reliefs."""
