"""Who goes where with what: proposals, the decision, assignments, orders and deliveries."""
