"""What happens and what it asks for: incidents, levels, report clocks, needs, sitreps, the log."""
