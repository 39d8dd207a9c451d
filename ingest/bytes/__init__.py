"""What formats share: drafts of a document, lines, pages, packages, encodings, signatures."""
