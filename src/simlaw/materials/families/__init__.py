"""Ways in which different materials are alike: scaffolds of molecules, classes of polymers."""
