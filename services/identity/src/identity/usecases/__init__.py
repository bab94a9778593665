"""What identity does: number people, change numbers and items, grant codes, show what it held."""
