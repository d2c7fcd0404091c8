"""Hearing the events of other services: each once, in order, in the transaction of its effect; nothing is missed."""
