"""Events out to browsers: each once, in order, to whom it is for."""
