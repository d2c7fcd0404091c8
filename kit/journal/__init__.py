"""Events that cannot be lost: written with the change they tell of, numbered and published by one elected relay."""
