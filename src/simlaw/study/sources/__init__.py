"""Several source tables of a study that are kept apart, a network for each."""
