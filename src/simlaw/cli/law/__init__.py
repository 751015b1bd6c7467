"""Commands that answer from a law: fits, plans, exchange rates, comparisons."""
