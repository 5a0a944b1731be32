"""Pictures: diagrams of networks."""
