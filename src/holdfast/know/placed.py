"""How a place is known, in words: nothing guessed is shown as said."""

from collections.abc import Mapping

PLACED: Mapping[str, str] = {
    "said": "",
    "site": "their site",
    "reckoned": "place reckoned, not said",
    "last": "their last said place",
    "base": "place not known, put at their base",
}
"""What is said of a place that was filled in, by facts.words.Placed; empty of one that was said."""
