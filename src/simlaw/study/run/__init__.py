"""Trials run and recorded."""
