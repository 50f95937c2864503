"""Drills: worlds and scripts made by us, driven through the public HTTP interface.

Law. Whatever a drill says, shows, prints or sends is marked Exercise.
"""
