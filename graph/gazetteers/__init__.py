"""Names as data: divisions, bureaus, central bodies, zones, spoken forms; README.md tells the source of each."""
