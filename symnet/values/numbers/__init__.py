"""Numbers that are certain: rationals, enclosures, and beside them floating point."""
