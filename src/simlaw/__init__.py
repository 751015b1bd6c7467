"""simlaw."""
