"""Money: costs, the best use of a budget, the cheapest way to an error."""
