"""What is named: citations, programmes, projects, places, topics."""
