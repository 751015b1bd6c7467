"""The rules by which tables and materials are read, numbered: what a study read stays as it was.

A run folder says by which rules its tables were read; one that says nothing was made under the
first. Rules are only added where the same text would be read in another way than before.
"""

FIRST = 1
"""Before rules were numbered."""

LATEST = 2
"""Field spellings of units, hydrates and other ways of writing materials; see the changelog."""
