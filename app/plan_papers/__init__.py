"""Plans as files: the plan in the layout of an official paper, position cards one page a role."""
