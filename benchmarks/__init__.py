"""How good and how fast: `python -m benchmarks`. The only place that may use annotations outside the repository."""
