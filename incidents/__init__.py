"""What happens and what it asks for: incidents, levels, report clocks, needs, sitreps and the duty log."""
