"""Equal expressions of another form."""
