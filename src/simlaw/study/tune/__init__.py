"""Training settings searched without looking at the test set."""
