"""Contract suites: what simlaw asks of everything that plugs in, for its authors to run."""
