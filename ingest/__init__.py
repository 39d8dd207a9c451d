"""Floor 1: documents → facts."""
