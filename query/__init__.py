"""Floor 1: questions → answers; analysts' SPARQL."""
