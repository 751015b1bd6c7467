"""Commands about tables of properties."""
