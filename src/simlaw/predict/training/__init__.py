"""From two tables to a predictor.

`training_data` is what is learned from, `fit_parts` trains each part of the blend without one fold
of the measured materials, `cross_fit` does so for every fold, `part_weights` weighs the parts on
what they had not seen, and `train` makes the predictor.
"""
