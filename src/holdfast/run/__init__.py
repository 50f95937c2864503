"""How it is going: the board, its clocks, the alarms, and the rules of what may be said."""
