"""Who works, and how it is told."""
