"""The tables of a finished run read once more, for what its record does not hold."""
