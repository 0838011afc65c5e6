"""The score, pure: facts of a log in, times, decisions and marks out, the same each time."""
