"""Who goes: people and vehicles shared out among the duties of a day."""
