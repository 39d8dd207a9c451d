"""A meaning → SPARQL or SQL → rows."""
