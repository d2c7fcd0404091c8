"""Run as a process: keeps the words it is told in `hearer.heard`, with what row level security was told by the kit.

While a file `cannot-hear-<words>` stands in TALLY_FOLDER, these words cannot be heard; while one called `hold` does,
hearing goes on for ever.
"""

from kit.serve import serve  # isort: skip  patches the standard library, so it comes first

import os
import time
from pathlib import Path

from sqlalchemy import Connection, text
from support.hearer.contract import AllWords, Hearer, News, Told

from contracts.wire import Caller, Nothing
from kit.listening.asking import AskFeed
from kit.listening.entrypoint import hear, rebuild_from
from kit.providers import Store
from kit.rpc import answer

FOLDER = Path(os.environ["TALLY_FOLDER"])


class Heard:
    def __init__(self, connection: Connection, caller: Caller | None) -> None:
        self.connection = connection

    def keep(self, words: str, how: str) -> None:
        self.connection.execute(
            text(
                "insert into hearer.heard (words, how, team, person)"
                " values (:words, :how, current_setting('app.team_id', true), current_setting('app.person_id', true))"
            ),
            {"words": words, "how": how},
        )

    def words(self) -> list[str]:
        return list(self.connection.execute(text("select words from hearer.heard order by number")).scalars())

    def forget(self) -> None:
        self.connection.execute(text("delete from hearer.heard"))


class HearerService:
    name = Hearer.name
    store = Store(Heard)

    @answer(Hearer.heard)
    def heard(self, ask: Nothing) -> AllWords:
        with self.store.transaction() as heard:
            return AllWords(words=heard.words())

    @hear(Told)
    def on_told(self, event: Told) -> None:
        with self.store.transaction() as heard:
            heard.keep(event.words, f"by {os.getpid()}")
        wait_while("hold")
        if (FOLDER / f"cannot-hear-{event.words}").exists():
            raise ValueError(f"cannot hear {event.words}")

    @rebuild_from(News)
    def rebuild_from_news(self, ask_feed: AskFeed) -> None:
        with (FOLDER / "rebuilds").open("a") as lines:
            lines.write("rebuild\n")
        told = ask_feed(News.all_words, Nothing())
        with self.store.transaction() as heard:
            heard.forget()
            for words in told.words:
                heard.keep(words, "built")


def wait_while(gate: str) -> None:
    if (FOLDER / gate).exists():
        (FOLDER / "holding").write_text("holding\n")
    while (FOLDER / gate).exists():
        time.sleep(0.02)


if "HEARER_CANNOT_REBUILD" in os.environ:
    del HearerService.rebuild_from_news

if __name__ == "__main__":
    serve(HearerService)
