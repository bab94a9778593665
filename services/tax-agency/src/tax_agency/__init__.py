"""The tax agency (課税): answers what residents were assessed to, from its replica (副本)."""
