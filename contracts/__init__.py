"""What may cross the bus: data, names and refusals. Knows only pydantic."""
