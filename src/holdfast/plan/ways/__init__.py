"""Ways between points of the roads: the few of time and danger that no other betters."""
