"""The rules of conversation. Pure: no bus, no database, no clock."""
