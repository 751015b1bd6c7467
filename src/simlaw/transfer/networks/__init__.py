"""Networks: what a training trains, each behind one small protocol that hides its layers.

`protocol` says what a network is, `registry` names those there are, and each other file is one.
Everything else of simlaw sees parameters as a tree of arrays, and a network as what makes and
applies them.
"""

from simlaw.transfer.networks.protocol import Network, Parameters
from simlaw.transfer.networks.registry import NETWORKS

__all__ = ["NETWORKS", "Network", "Parameters"]
