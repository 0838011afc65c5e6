"""Places, distances and roads: travel times, closures, areas, gazetteer and base map."""
