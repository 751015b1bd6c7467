"""An example distribution: what it adds is found by simlaw as soon as it is installed."""
