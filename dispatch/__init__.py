"""Who goes where with what: proposals, the officer's decision, assignments, orders and deliveries."""
