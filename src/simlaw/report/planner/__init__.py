"""The planner: one view in which target error, costs and budget move, with its scripts."""
