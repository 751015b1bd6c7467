"""Which trials a study consists of, and which materials each of them uses."""
