"""What the answers told, so that cases can ask about it: made-up ids alone would never get past 404."""

import random
import re
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Mapping
from typing import Any

MOST_OF_A_KIND = 100
LONGEST_WORD = 2_000
OF_THE_RIGHT_KIND = 0.9
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
ALSO_CALLED = {"since": "cursor", "If-Match": "etag", "If-None-Match": "etag", "Last-Event-ID": "cursor"}

Leaf = tuple[str, Any, Callable[[Any], None]]
"""The name of a field, its value, and how to put another one in its place."""


class Known:
    """Ids by the path they stand behind, and every value by the name of its field."""

    def __init__(self) -> None:
        self.ids: defaultdict[str, deque[str]] = defaultdict(lambda: deque(maxlen=MOST_OF_A_KIND))
        self.words: defaultdict[str, deque[Any]] = defaultdict(lambda: deque(maxlen=MOST_OF_A_KIND))

    def learn(self, path: str, headers: Mapping[str, str], told: Any) -> None:
        """`path` as the OpenAPI document writes it; `told` is the JSON of a good answer, or None."""
        if location := headers.get("location"):
            before, _, new_id = location.rpartition("/")
            self.ids[UUID.sub("{id}", before)].append(new_id)
        if etag := headers.get("etag"):
            self.words["etag"].append(etag)
        self.hear(told)
        if "{" not in path:
            self.ids[path] += [value for name, value, _ in leaves(told) if name == "id"]

    def hear(self, said: Any) -> None:
        for name, value, _ in leaves(said):
            if isinstance(value, str) and len(value) <= LONGEST_WORD:
                self.words[name].append(value)

    def id_behind(self, path: str, chance: random.Random) -> str | None:
        """Of `/api/contacts` for `/api/contacts/{id}/restore`; now and then, and when there is none, of anything."""
        own = self.ids[path]
        return chance.choice(own) if own and chance.random() < OF_THE_RIGHT_KIND else self.any_id(chance)

    def any_id(self, chance: random.Random) -> str | None:
        some = [ids for ids in self.ids.values() if ids]
        return chance.choice(chance.choice(some)) if some else None

    def word(self, name: str, chance: random.Random) -> Any:
        """A value that was told under this name, or under one of which the one ends as the other; None without any."""
        wanted = ALSO_CALLED.get(name, name)
        named = [told for told in self.words if f"_{told}".endswith(f"_{wanted}") or f"_{wanted}".endswith(f"_{told}")]
        return chance.choice(self.words[chance.choice(named)]) if named else None


def leaves(whole: Any, name: str = "") -> Iterator[Leaf]:
    """Every value that is neither an object nor a list; those of a list have the name of the list."""
    items = whole.items() if isinstance(whole, dict) else enumerate(whole) if isinstance(whole, list) else ()
    for key, value in list(items):
        own = key if isinstance(key, str) else name
        if isinstance(value, dict | list):
            yield from leaves(value, own)
        else:
            yield own, value, lambda other, key=key: whole.__setitem__(key, other)
