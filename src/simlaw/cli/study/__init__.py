"""Commands about a study: write its file, run it, tune it, report it."""
