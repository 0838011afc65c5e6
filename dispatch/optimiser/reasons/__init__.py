"""Why each line of an answer is as it is: next best, obstacles, cheapest fixes, differences."""
