"""What ``./muster test`` runs: the checks of the code, and the tests level by level."""
