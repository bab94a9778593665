"""The rules of the welfare agency: what to ask, and what follows from the answers. Pure."""
