"""Seeded worlds drawn from the ranges of travel and turnout: confidence and robust answers."""
