"""What is known of public datasets: the form of an entry, and those of solutions."""
