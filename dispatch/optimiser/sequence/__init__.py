"""Order over time: each team's later visits, by column generation over its routes (RUASP)."""
