"""Contract suites: what authors of descriptors, methods, forms and simulators can run on theirs."""
