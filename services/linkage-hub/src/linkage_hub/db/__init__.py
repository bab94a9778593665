"""What the hub keeps: participants, inquiries under way, the record. Nothing per person."""
