"""上下级对照、年度对比 for people and programs. A `PlanComparison` in, its sentences, rows, JSON, workbook and page out."""
