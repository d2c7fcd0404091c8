"""Where conversations are, over HTTP."""

from typing import Any

CONVERSATIONS = "/api/chat/conversations"


def at(conversation: dict[str, Any], *parts: object) -> str:
    """`at(group, "messages", 3)`."""
    return "/".join([CONVERSATIONS, conversation["id"], *map(str, parts)])
