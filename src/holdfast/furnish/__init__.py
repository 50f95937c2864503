"""Furnishing a checkout: what the room needs besides Python packages, brought and made ready once.

The launcher calls it as ``python -m holdfast.furnish``; people do not.
"""
