"""What the hub does, one module per thing; each owns its transactions."""
