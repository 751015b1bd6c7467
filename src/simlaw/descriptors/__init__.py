"""From a material to a row of numbers.

A descriptor turns canonical keys into a float32 matrix (`DESCRIPTORS` holds all of them: Morgan
counts, RDKit 2D descriptors, composition statistics, the user's own columns); `featurise` does so
for a property table, puts several descriptors side by side, and keeps the result on disk by
content. A material that cannot be described keeps its row, with a reason.
"""

from simlaw.descriptors.block import Block, Descriptor, DescriptorFailure
from simlaw.descriptors.features import Features, featurise
from simlaw.descriptors.registry import DESCRIPTORS, find_descriptor
from simlaw.descriptors.rows import compute_rows

__all__ = [
    "DESCRIPTORS",
    "Block",
    "Descriptor",
    "DescriptorFailure",
    "Features",
    "compute_rows",
    "featurise",
    "find_descriptor",
]
