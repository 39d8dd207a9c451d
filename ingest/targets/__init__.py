"""Numbers, dates and money: sentences → targets, deadlines, funding."""
