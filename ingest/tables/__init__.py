"""Tables of tasks, whether given as cells, drawn with lines or stacked one cell a line."""
