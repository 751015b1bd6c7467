"""Files of materials of any length: read, predicted and written piece by piece.

`material_file` reads them, `prediction_file` writes what is said of them, `predict_file` does both,
and `rank_candidates` orders a list and says what it rests on.
"""
