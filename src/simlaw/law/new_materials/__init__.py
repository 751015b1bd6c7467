"""Intervals for new materials, from the signed error of every material that was tested."""
