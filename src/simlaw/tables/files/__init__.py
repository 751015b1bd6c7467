"""Table files of every form that is read: opened, and what is wrong with one said in a sentence."""
