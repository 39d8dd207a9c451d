"""Corrections and the review queue at work: what people say of a reading comes in, documents read accordingly and what is still in doubt go out."""
