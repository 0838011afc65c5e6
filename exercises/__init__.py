"""Exercises (演练): rehearsals on the real system, each in a world of its own.

An exercise has a title, a kind and an area; its world is a schema with the same tables as the live
one, filled with copies of the teams, stock and roads that it needs, without anybody's telephone.
People take part by seats, and its clock stands, goes or runs fast as its director says.
"""
