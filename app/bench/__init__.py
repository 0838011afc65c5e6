"""Benchmarks: each measures one promise of the product and prints figures with their targets."""
