"""What was found, in sentences that the terminal and the top of the page share."""
