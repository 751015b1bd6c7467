"""What a law is asked: its formula, the gain of more samples, how far its prior decides."""
