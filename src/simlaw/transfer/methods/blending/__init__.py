"""A blend of methods with and without computed data.

`blend` is the method, `blend_parts` what it is made of, `inner_folds` how training materials are
set aside in turn, and `simplex_weights` how the parts are weighed on them.
"""
