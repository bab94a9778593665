"""What the welfare agency keeps: people, cases, inquiries, decisions."""
