"""What can become of a team, by numbers and bits.

Law. A number means the same in every play and story; results that are kept are told by them.
"""

HOME, STAYED, STRANDED, LOST = 0, 1, 2, 3
"""How a team's day ends: home; never left; cannot move and nobody fetched them; all are dead."""

CONTACT, AVOIDED, BROKEN_OFF, CUT_OFF, THROUGH, HARM = 1, 2, 4, 8, 16, 32
BREAKDOWN, VEHICLE_LOST, BLOCKED, WAY_CUT, EMPTY, TOO_LATE = 64, 128, 256, 512, 1024, 2048
CUT_SHORT, DARK, STORM, NO_LINK, LOAD_LEFT, STUCK = 4096, 8192, 16384, 32768, 65536, 131072
FALLBACK, WAITED, FETCHED, SPRAIN, CLOSED = 262144, 524288, 1048576, 2097152, 4194304
"""What struck a team: bits."""

LEAVES, ARRIVES, AT_HOME, TURNS, LOADED, APART, MEETS = -1, -2, -3, -4, -5, -6, -7
"""What else a story tells."""
