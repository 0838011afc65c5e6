"""The command screen measured: a real service, a city of 2,000 moving teams and a real browser."""
