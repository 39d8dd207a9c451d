"""责任体检、承诺强度 for people and programs. A `PlanCheckup` in, its page, Word file, workbook, JSON and text out."""
