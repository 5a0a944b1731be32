"""What an expression is worth at given numbers, from the definitions of its nodes alone."""
