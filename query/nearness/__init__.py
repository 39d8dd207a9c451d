"""How near sentences are to a question."""
