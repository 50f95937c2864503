"""Where what can be made again is kept."""

import os
from pathlib import Path


def cache_folder() -> Path:
    """HOLDFAST_CACHE, or the user's cache."""
    given = os.environ.get("HOLDFAST_CACHE")
    return Path(given) if given else Path.home() / ".cache" / "holdfast"
