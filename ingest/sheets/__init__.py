"""Pictures of a file's pages, drawn as its marks are placed: bytes, a page and its size in, a picture out."""
