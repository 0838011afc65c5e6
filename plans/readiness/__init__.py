"""Whether plans could be carried out today, with today's teams, stock and roads (pure)."""
