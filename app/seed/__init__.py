"""The demo city: real boundaries, places and roads of Wuhan with a synthetic inventory that says so.

`prepare` cuts the open data down to what the project carries in `data/`; `generator` makes plain
records from a seed; `load` writes them to a database once.
"""
