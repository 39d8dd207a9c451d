"""上下级对照、年度对比 for people and programs. A `Comparison` in, its sentences, rows, JSON, workbook and page out."""
