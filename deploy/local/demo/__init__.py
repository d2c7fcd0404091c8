"""The demonstration team: made through the gateway, its contacts and plans written in bulk beside it."""
