"""The dispatch optimiser, pure: a problem in plain data goes in, a solution with its proof and reasons comes out."""
