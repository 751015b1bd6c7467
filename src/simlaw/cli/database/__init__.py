"""Commands that make a database of computed properties."""
