"""Pictures and tables for people: activations plotted, compared, and followed through a deep network."""
