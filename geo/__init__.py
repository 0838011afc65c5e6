"""Places, distances and roads: travel times, closures, areas, the offline gazetteer and the base map."""
