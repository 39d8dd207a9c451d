"""Analysts' SPARQL: a gate, confined workers, limits."""
