"""Alignment by example: a detector learned from two points clicked in a few photos."""
