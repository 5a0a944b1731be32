"""Numbers at which two sides differ: drawn, found, made small."""
