"""Which rows of a table are used, and what varies between those of one material."""
