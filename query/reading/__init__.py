"""Items → ranked readings → one settled reading."""
