"""Bytes and paths in: archives, the confined child that reads one file."""
