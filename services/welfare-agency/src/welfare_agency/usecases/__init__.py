"""What the welfare agency does, one module per thing; each owns its transactions."""
