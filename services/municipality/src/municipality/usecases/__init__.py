"""What the municipality does; each use case owns its transactions."""
