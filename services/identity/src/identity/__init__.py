"""Identity (J-LIS): numbers people (付番), and names them to the hub without a number."""
