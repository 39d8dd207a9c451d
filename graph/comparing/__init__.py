"""Two plans beside each other by what they mean. Two documents of the store in, a `Comparison` with both sentences of every pair out."""
