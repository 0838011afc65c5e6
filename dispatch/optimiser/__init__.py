"""The dispatch optimiser, pure: plain data in, a solution with its proof and reasons out."""
