"""Words that every layer shares: errors, time, place, ids. Imports nothing of ours."""
