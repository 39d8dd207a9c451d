"""Two plans beside each other by what they mean. Two documents of the store in, a `PlanComparison` with both sentences of every pair out."""
