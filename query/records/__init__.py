"""Questions about the tables of plans: words of a question over heads and cells in, rows and cells out, composed over the columns."""
