"""Intervals for new materials, from errors on materials that training had not seen.

`protocol` says what they are made of, `local` makes them from the errors of a material's like,
`scaled` with one factor for all, and `registry` names both.
"""
