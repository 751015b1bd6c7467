"""What the errors of single materials tell: for which of them a law holds, and for which not."""
