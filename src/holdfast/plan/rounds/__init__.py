"""Rounds: which team visits which sites, in which order."""
