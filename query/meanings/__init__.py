"""What constructions mean: rows' results → the algebra of `query.meaning`."""
