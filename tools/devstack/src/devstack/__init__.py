"""The launcher: every service of one machine in one command, on SQLite."""
