"""Reading, writing and cross-checking `muster-problem/1`."""
