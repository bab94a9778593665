"""What identity keeps: people, their numbers, the requests that made them, claims held back."""
