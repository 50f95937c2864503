"""What a run cost and taught: from its reports to facts about tomorrow."""

from holdfast.account.debrief import draft

__all__ = ["draft"]
