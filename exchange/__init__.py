"""How other systems read us: OGC API - Features for GIS staff, under the rights of the screens."""
