"""Pictures and tables for people: activations plotted and compared, networks drawn."""
