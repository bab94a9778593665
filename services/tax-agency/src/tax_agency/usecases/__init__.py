"""What the tax agency does; each use case owns its transactions."""
