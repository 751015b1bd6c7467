"""What the columns of a table hold, told from their names and entries; for `simlaw init` alone."""
