"""Contract suites: what authors of plug-ins run to see that theirs do what simlaw expects.

Each is a function, such as `simlaw.testing.forms.check_form`, that makes a list of checks; a check
raises an AssertionError that says what it found. simlaw runs them over everything that it ships.
"""
