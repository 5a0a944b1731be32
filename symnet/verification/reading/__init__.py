"""What a claim in words stands on: names, definitions, assumptions."""
