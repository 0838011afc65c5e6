"""Which team goes where: packages of teams priced against each other over the whole inventory.

In the order of a solve: `board` lays the records out as arrays; `blocks`, with `states` and
`move_ups`, cuts incidents into tables; `packages`, `offers` and `pricing` find the cheapest package
of every block at given prices; `greedy` gives the first answer; `prices`, `master` and `generate`
find the prices; `closing`, with `listing` and `exact`, proves; `polish` and `branch` go on where
that is too much; `memory` carries prices and packages to the next solve.
"""
