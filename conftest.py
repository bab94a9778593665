"""Fixtures of every test: clocks and databases (see `renkei.testing.plugin`)."""

pytest_plugins = ["renkei.testing.plugin"]
