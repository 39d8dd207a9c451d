"""A meaning → Chinese: the paraphrase and the answer's sentence."""
