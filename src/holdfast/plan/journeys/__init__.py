"""Parties, their stops in order, and the way of each leg: whole days, sought and weighed."""
