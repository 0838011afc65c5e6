"""Spreadsheets in and out: lists of teams, vehicles, depots, lots and facilities as county offices
keep them. A file is read in a limited child process, its columns are mapped, every row is compared
with what exists and shown before anything is written; it is applied in one transaction and undone
in one.
"""
