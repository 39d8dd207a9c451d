"""Where on the pages of its file a document's text stands: lines with their rectangles in, marks on pages out."""
