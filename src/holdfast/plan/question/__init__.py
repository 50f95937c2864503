"""From the State to the question as planners get it."""
