"""The relay: numbers what is committed, and publishes it in order. One is active for each service."""

from nameko.extensions import SharedExtension

from contracts.wire import Service


class Relay(SharedExtension):
    def __init__(self, contract: type[Service]) -> None:
        self.contract = contract

    def wake(self) -> None:
        """Something was committed: it should be on the bus in a few milliseconds."""
