"""The municipality (住民基本台帳): numbers residents, and answers who lives together."""
