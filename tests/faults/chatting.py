"""People in one channel who all speak, while what they speak through is killed; each stream keeps what it was told."""

import asyncio
import time
from collections.abc import Coroutine
from typing import Any

import httpx
import psycopg
from faults.following import Follower
from faults.ground import Ground
from faults.load import Change, new_id
from faults.people import Person
from faults.report import Report
from faults.run import Run, Say
from support.streams import Frame
from support.waiting import becomes

from contracts.messages import MessagePosted

MEMBERS = 20
IN_TURN = ("gateway killed", "chat killed", "broker killed")
SAID_AGAIN = 0.1
"""How often a message that was answered is sent once more, under another key."""
TARGET_MS = 150
PAGE = 200

Said = tuple[int, str, str]
"""Number, id and text."""


def said(message: dict[str, Any]) -> Said:
    return message["number"], message["id"], message["text"]


class Member(Follower):
    def __init__(self, person: Person, addresses: list[str], seed: str) -> None:
        super().__init__(person, addresses, seed)
        self.said: list[Said] = []
        """As it came."""

    def take(self, frame: Frame) -> None:
        super().take(frame)
        if frame.event == "event" and frame.data["type"] == MessagePosted.type:
            self.said.append(said(frame.data["data"]["message"]))


class ChatRun(Run):
    """`messages` in all, so many `a_second`: who had to wait for an answer does not hurry afterwards."""

    teams = 1
    follower_class = Member

    def __init__(self, ground: Ground, seed: int, say: Say, *, messages: int, a_second: float) -> None:
        super().__init__(ground, seed, say)
        self.messages = messages
        self.gap = MEMBERS / a_second
        self.outages: list[tuple[float, float]] = []
        """From the kill until everybody has heard all that was answered."""
        self.numbered_anew: list[str] = []
        """Messages that were answered with another number when they came again."""

    @property
    def posts(self) -> list[Change]:
        return [change for change in self.asking.changes if change.kind == "post" and change.is_acknowledged]

    def at_work(self, stopping: asyncio.Event, pause: float, people: int) -> list[Coroutine[Any, Any, None]]:
        each = self.messages // MEMBERS
        return [self.speak(person, place, each) for place, person in enumerate(self.people)]

    async def speak(self, person: Person, place: int, messages: int) -> None:
        team = self.known[person.team_id]
        due = time.monotonic() + self.gap * place / MEMBERS
        for number in range(messages):
            await asyncio.sleep(max(0, due - time.monotonic()))
            post = team.post(person, f"{self.seed}-{place}-{number}", new_id(self.chance))
            await self.asking.settle(post)
            if self.chance.random() < SAID_AGAIN:
                await self.say_again(post)
            due = max(due + self.gap, time.monotonic())

    async def say_again(self, post: Change) -> None:
        again = Change(f"{post.key}-again", post.person, "post again", post.method, post.path, post.body)
        await self.asking.settle(again)
        if again.answer != post.answer:
            self.numbered_anew.append(post.key)

    async def kill_in_turn(self, rounds: int) -> None:
        kinds = IN_TURN * rounds
        for number, kind in enumerate(kinds, 1):
            enough = self.messages * number // (len(kinds) + 1)
            await becomes(lambda enough=enough: len(self.posts) >= enough)
            await self.strike(kind)

    async def strike(self, kind: str, *, after: str | None = None) -> None:
        began = time.monotonic()
        await super().strike(kind, after=after)
        last = max(self.posts, key=lambda post: post.answer["number"])
        await becomes(lambda: all(last.key in follower.words for follower in self.followers))
        self.outages.append((began, time.monotonic()))

    def waits(self) -> list[float]:
        """Seconds from a post to each stream, in order, of all that no outage touched."""
        return sorted(
            heard - post.asked_at
            for post in self.posts
            for follower in self.followers
            if (heard := follower.words.get(post.key))
            and not any(post.asked_at < until and heard > since for since, until in self.outages)
        )

    def counted(self, database: psycopg.Connection) -> Report:
        report = super().counted(database)
        waits = self.waits()
        if not waits:
            report.wrong.append("no message was outside the outages")
            return report
        p50, p95, p99 = (round(waits[len(waits) * part // 100] * 1000) for part in (50, 95, 99))
        report.figures["post_to_stream_ms"] = {"p50": p50, "p95": p95, "p99": p99, "times": len(waits)}
        report.rows.append(("post to stream outside the outages", f"p50 {p50}, p95 {p95}, p99 {p99} ms"))
        if p95 > TARGET_MS:
            report.too_slow.append(f"post to stream: {p95} ms at p95, not {TARGET_MS}")
        return report

    def listed(self, person: Person) -> list[Said]:
        """What `GET …/messages` shows somebody, from the first to the last."""
        path = f"/api/chat/conversations/{self.known[person.team_id].conversation_id}/messages"
        found: list[Said] = []
        with httpx.Client(base_url=self.ground.system.address, headers=person.headers, timeout=30) as client:
            has_later = True
            while has_later:
                told = client.get(path, params={"after": len(found), "limit": PAGE}).raise_for_status().json()
                found += map(said, told["items"])
                has_later = told["has_later"]
        return found
