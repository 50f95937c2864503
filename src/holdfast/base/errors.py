"""Everything that Holdfast raises on purpose, and whose fault it says it is.

Every message is a sentence for the person who asked: what was wrong, with what, what to do.
"""


class HoldfastError(Exception):
    """Base of all our errors. Never raised itself."""


class Refused(HoldfastError):
    """Someone asked for what may not or cannot be done."""


class Damaged(HoldfastError):
    """Bytes from a person, a peer, a stick or the disk are not what they claim to be.

    Attributes:
        at: for a program, where in what was sent: '$.found[0][1]'; empty where that is not known.
    """

    def __init__(self, sentence: str = "", at: str = "") -> None:
        super().__init__(sentence)
        self.at = at


class Unavailable(HoldfastError):
    """A disk, a peer or a program cannot be had now; trying again later may help."""
