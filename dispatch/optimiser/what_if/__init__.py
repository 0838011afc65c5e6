"""Asking a problem what would be if: edits, their solution beside the base, and why not a team."""
