"""What an assessment must agree with; the standard library only."""
