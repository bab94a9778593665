"""What any agency installs to take part in the linkage of facts (情報連携)."""
