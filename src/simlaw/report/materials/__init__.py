"""What a run says of single materials and their classes, in words and as plain data."""
