"""The study file: its schema, its comments, and the study it describes."""
