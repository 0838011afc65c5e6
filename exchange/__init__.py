"""How other systems talk to us: open formats in and out."""
