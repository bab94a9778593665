"""What a household must be; the standard library only."""
