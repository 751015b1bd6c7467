"""What a study, or a table of points, answers when it is asked.

One file a question; each gives a value that knows its JSON (`to_dict`) and its sentences. The
commands print them.
"""
