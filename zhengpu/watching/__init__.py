"""Folders watched and what changed: files that came or changed go in, news goes out as a log, a feed and calls to a webhook."""
