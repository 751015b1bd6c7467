"""The networks there are, by the name that a training recipe gives."""

from simlaw.registry import Registry
from simlaw.transfer.networks.protocol import Network

DEFAULT_NETWORK = "mlp"
"""The network of a study that names none."""

NETWORKS: Registry[Network] = Registry(
    "network",
    {
        "mlp": "simlaw.transfer.networks.mlp:MLP",
        "residual-mlp": "simlaw.transfer.networks.residual_mlp:RESIDUAL_MLP",
    },
    group="simlaw.networks",
    needs=("name", "title", "version", "start", "apply", "hidden", "head", "apply_head"),
)
"""Every network by its name."""
