"""SPARQL over HTTP: a query or update → results in the format that is wanted; for people a page with completion and a query said in Chinese."""
