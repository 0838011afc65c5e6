"""How other systems read us (OGC API - Features) and write to us in bulk, under people's rights."""
