"""Every table with a head as records: tables of a document in, titles, heads, rows and cells with their places out."""
