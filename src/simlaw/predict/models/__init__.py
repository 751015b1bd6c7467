"""What a predictor is made of: models that read descriptors and hold nothing but arrays.

`batch` is what they are given, `network`, `smooth` and `forest` are the models, `part` several of
one sort that answer together.
"""
