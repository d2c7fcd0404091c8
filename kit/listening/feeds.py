"""`feeds = Feeds()`: a service asks others' feeds apart from any event, in nobody's name."""

from typing import Any, Self, overload

from nameko.extensions import DependencyProvider

from kit.listening.asking import AskFeed, FeedClient


class Feeds(DependencyProvider):
    """`self.feeds(Chat.messages_for, MessagesAsked(…))`. One connection, kept: for what runs one at a time.

    Raises the refusal, or NoAnswer.
    """

    @overload
    def __get__(self, service: None, owner: type) -> Self: ...
    @overload
    def __get__(self, service: object, owner: type) -> AskFeed: ...
    def __get__(self, service: object | None, owner: type) -> Self | AskFeed:
        return self

    def setup(self) -> None:
        self.client = FeedClient(self.container.service_name)

    def stop(self) -> None:
        self.client.hang_up()

    def get_dependency(self, worker_ctx: Any) -> AskFeed:  # noqa: ARG002  nameko's signature
        return self.client
