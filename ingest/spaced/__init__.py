"""Tables that are told by the room between their columns alone. In: stretches of signs with their places; out: cells, row by row."""
