"""The index: what questions look up, derived from the graph into one SQLite file beside it. See `graph.index.index`."""
