"""The roads of a map as arrays, drawn together for searching."""
