"""Points that somebody gives: which columns are meant, what is doubtful, and what can be fitted."""
