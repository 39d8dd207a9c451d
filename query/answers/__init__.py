"""Rows → an answer: items with evidence, extras, suggestions, widening."""
