"""The trials at the largest n again, with a network of twice the width trained twice as long."""
