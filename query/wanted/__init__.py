"""What is asked and what limits it → readings over the algebra: one file a noun that questions ask for, `ways` says which and in what order."""
