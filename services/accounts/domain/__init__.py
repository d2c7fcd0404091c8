"""The rules of accounts, a noun a file. No bus, no database, no clock, no randomness."""
