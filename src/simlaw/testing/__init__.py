"""Contract suites: what authors of plug-ins run to see that theirs do what simlaw expects.

Each suite is a class of tests that pytest collects from a subclass, which says how to make what is
tested. simlaw runs the same suites over everything that it ships.
"""
