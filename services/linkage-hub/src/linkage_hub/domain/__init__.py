"""What the hub decides, without a database and without a network."""
