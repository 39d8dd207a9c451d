"""Constructions of questions: rows over the items, and the chart that reads them."""
