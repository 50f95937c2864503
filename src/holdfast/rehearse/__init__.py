"""How it may go: each option played through many times with its own contingencies."""
