"""Tables, statements and migrations."""
