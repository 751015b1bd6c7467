"""Figures: a curve, a law or a table of errors in, an Altair chart out."""
