"""Protocols compared: which way of producing source data to spend on."""
