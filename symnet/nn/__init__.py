"""Networks and costs, where a user calls everything."""
