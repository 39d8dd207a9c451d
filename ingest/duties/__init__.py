"""Who does what: clauses and labels → units in roles."""
