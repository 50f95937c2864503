"""What we therefore believe: State, folded from facts, and views of it at a moment."""

from holdfast.know.fold import fold, fold_all
from holdfast.know.state import State

__all__ = ["State", "fold", "fold_all"]
