"""The ledger: what the hub records of every exchange, and what it commits itself to."""
