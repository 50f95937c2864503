"""The independent checker: an option reckoned again from raw data."""
