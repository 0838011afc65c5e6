"""Which team goes where: packages of teams priced against each other over the whole inventory."""
