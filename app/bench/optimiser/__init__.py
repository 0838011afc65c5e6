"""The optimiser measured case by case against its rivals, each in a process of its own."""
