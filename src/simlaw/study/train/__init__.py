"""From a study to a predictor: `study_predictor` trains it on both tables whole."""
