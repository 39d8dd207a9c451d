"""Pages about things for people: a unit, a task, a plan. The store and the docket in, frozen dossiers out, and their pages and files."""
