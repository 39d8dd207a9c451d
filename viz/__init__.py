"""Floor 1: graph → pictures and pages."""
