"""Chemprop's message-passing networks as transfer methods; torch is imported when one is used."""

from simlaw_chemprop.method import CHEMPROP, CHEMPROP_DIRECT, GraphMethod
from simlaw_chemprop.settings import GraphSettings

__all__ = ["CHEMPROP", "CHEMPROP_DIRECT", "GraphMethod", "GraphSettings"]
