"""Which trials to run next, chosen as results come."""
