"""Published problem sets: readers of their text files, exact solvers, and a run over a folder."""
