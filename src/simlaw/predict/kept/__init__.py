"""The folder that holds a predictor, ``card.json`` and ``arrays.safetensors``, and its reading.

`checked_arrays` takes arrays only as they have to be,
`stored_parts` makes models of them, and `folder` writes and reads the two files. Nothing in a
folder is run, and nothing in it becomes a path.
"""
