"""Rings what is due: asks what it is about, decides for each device, and hands it to the line of its push service."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import TypeVar
from uuid import UUID

import structlog

from contracts.accounts import Accounts
from contracts.chat import Chat
from contracts.contacts import Contacts
from contracts.push import DeliveryState
from contracts.ringing import (
    MOST_ASKED,
    Called,
    ContactName,
    MembersAsked,
    MessageAsked,
    MessageFor,
    MessagesAsked,
    NamesOf,
    TeamContact,
    TeamMember,
)
from contracts.wire import Invalid
from kit.database import Transactions
from kit.listening.asking import AskFeed, NoAnswer
from services.push.config import PushConfig
from services.push.domain import envelopes, payloads, ringing
from services.push.domain.endpoints import Origin
from services.push.domain.envelopes import Envelope
from services.push.domain.payloads import Notice
from services.push.domain.ringing import Decision, Ring, Wait
from services.push.presences import Presences
from services.push.sending.lines import ROOM, Letter, Lines, lease_end
from services.push.storage.book import Book
from services.push.storage.deliveries import Claimed, Device, What

log = structlog.get_logger()

AGAIN_SECONDS = 1.0
"""While somebody who must be asked is away."""

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")
Person = tuple[UUID, UUID]
"""Of a team."""


@dataclass(frozen=True)
class Facts:
    """What the others say of what is to ring, as of now."""

    messages: dict[tuple[UUID, UUID, UUID, int], MessageFor]
    people: dict[Person, Called]
    contacts: dict[Person, str]

    def message(self, claimed: Claimed) -> MessageFor | None:
        if claimed.conversation_id is None or claimed.number is None:
            return None
        return self.messages.get((claimed.team_id, claimed.person_id, claimed.conversation_id, claimed.number))

    def author(self, message: MessageFor) -> str:
        person = self.people.get((message.team_id, message.author_id))
        return person.name if person else ""

    def zone(self, claimed: Claimed) -> str:
        person = self.people.get((claimed.team_id, claimed.person_id))
        return person.time_zone if person else "UTC"


def ring_due(store: Transactions[Book], lines: Lines, feeds: AskFeed, presences: Presences, config: PushConfig) -> bool:
    """Whether there was something to do."""
    until = lease_end()
    with store.transaction() as book:
        claims = book.deliveries.claim(lines.rooms, ROOM)
    if not claims:
        return False
    try:
        facts = gather(feeds, claims)
    except NoAnswer as why:
        log.warning("what is to ring waits", reason=str(why))
        for claimed in claims:
            lines.put_back(claimed, AGAIN_SECONDS)
        return False
    ringer = Ringer(lines, facts, presences, config, datetime.now(UTC), until)
    by_device: dict[UUID, list[Claimed]] = defaultdict(list)
    for claimed in claims:
        by_device[claimed.subscription_id].append(claimed)
    for of_one in by_device.values():
        ringer.ring(of_one)
    return True


@dataclass(frozen=True)
class Ringer:
    lines: Lines
    facts: Facts
    presences: Presences
    config: PushConfig
    now: datetime
    until: float

    def ring(self, claims: Sequence[Claimed]) -> None:
        """All are of one device, the oldest first."""
        ringing = [(claimed, device, origin) for claimed in claims for device, origin in self.reachable(claimed)]
        summed_up = [claimed for claimed, *_ in ringing if claimed.in_quiet_hours and claimed.what is What.MESSAGE]
        for claimed in summed_up[:-1]:
            self.lines.settle(claimed, DeliveryState.SUMMED_UP)
        letters = [
            self.letter(claimed, device, origin, of_many=len(summed_up) > 1 and claimed is summed_up[-1])
            for claimed, device, origin in ringing
            if claimed not in summed_up[:-1]
        ]
        if letters:
            self.lines.post(letters)

    def reachable(self, claimed: Claimed) -> Iterator[tuple[Device, Origin]]:
        """Where it rings, if it does; what becomes of it, if not."""
        if claimed.device is None:
            self.lines.settle(claimed, DeliveryState.GONE)
            return
        decision = self.decide(claimed)
        if isinstance(decision, Wait):
            self.lines.put_back(claimed, decision.seconds, in_quiet_hours=decision.in_quiet_hours)
        elif decision is not None:
            self.lines.settle(claimed, decision)
        elif claimed.device.public_key not in self.lines.vapid.keys:
            self.lines.settle(claimed, DeliveryState.REFUSED, key_mismatch=True)
        else:
            try:
                yield claimed.device, self.config.services.check(claimed.device.endpoint)
            except Invalid:
                # The operator lets fewer push services than when it was kept.
                self.lines.settle(claimed, DeliveryState.REFUSED)

    def decide(self, claimed: Claimed) -> Decision:
        if claimed.what is What.TEST:
            return DeliveryState.EXPIRED if self.now >= claimed.at + envelopes.TEST_LIFE else None
        ring = Ring(claimed.position or 0, claimed.at, claimed.in_quiet_hours)
        if claimed.what is What.MESSAGE:
            sights = self.presences.sights(claimed.person_id, self.now)
            message = self.facts.message(claimed)
            decision = ringing.about_message(message, claimed.wishes, sights, ring, self.now)
        else:
            decision = ringing.about_follow_up(claimed.wishes, ring, self.now)
        if decision is None and (left := self.quiet_left(claimed)):
            return Wait(left.total_seconds(), in_quiet_hours=True)
        return decision

    def quiet_left(self, claimed: Claimed) -> timedelta | None:
        return ringing.quiet_for(claimed.wishes.quiet, self.facts.zone(claimed), self.now)

    def letter(self, claimed: Claimed, device: Device, origin: Origin, *, of_many: bool) -> Letter:
        notice, envelope = self.written(claimed, device, of_many=of_many)
        if claimed.is_short:
            notice = payloads.short(notice, device.language)
        payload = payloads.payload(
            notice, origin=self.config.public_origin, push_id=claimed.id, language=device.language
        )
        return Letter(claimed, device, origin, payload, envelope, self.until)

    def written(self, claimed: Claimed, device: Device, *, of_many: bool) -> tuple[Notice, Envelope]:
        language, hidden = device.language, claimed.wishes.hide_text
        age = envelopes.age_of(claimed.at, self.now, in_quiet_hours=claimed.in_quiet_hours)
        message = self.facts.message(claimed)
        if message is not None:
            envelope = envelopes.of_message(message, age=age)
            if of_many:
                return payloads.of_many(message.unread, language), envelope
            author = self.facts.author(message)
            return payloads.of_message(message, author, language, hidden=hidden), envelope
        if claimed.kind is not None and claimed.contact_id is not None:
            name = self.facts.contacts.get((claimed.team_id, claimed.contact_id), "")
            notice = payloads.of_follow_up(claimed.kind, claimed.contact_id, name, language, hidden=hidden)
            return notice, envelopes.of_follow_up(age=age)
        return payloads.of_test(language), envelopes.of_test()


def gather(ask: AskFeed, claims: Sequence[Claimed]) -> Facts:
    """Raises NoAnswer."""
    asked = [
        MessageAsked(
            team_id=one.team_id, person_id=one.person_id, conversation_id=one.conversation_id, number=one.number
        )
        for one in claims
        if one.conversation_id is not None and one.number is not None
    ]
    messages = each(asked, lambda some: ask(Chat.messages_for, MessagesAsked(items=some)).items)
    people: set[Person] = {(one.team_id, one.author_id) for one in messages}
    people |= {(one.team_id, one.person_id) for one in claims if one.wishes.quiet}
    members = [TeamMember(team_id=team_id, person_id=person_id) for team_id, person_id in people]
    called = each(members, lambda some: ask(Accounts.called, MembersAsked(items=some)).items)
    contacts = [
        TeamContact(team_id=one.team_id, kind=one.kind, contact_id=one.contact_id)
        for one in claims
        if one.kind is not None and one.contact_id is not None and not one.wishes.hide_text
    ]
    names: list[ContactName] = each(contacts, lambda some: ask(Contacts.names_of, NamesOf(items=some)).items)
    return Facts(
        {(one.team_id, one.person_id, one.conversation_id, one.number): one for one in messages},
        {(one.team_id, one.person_id): one for one in called},
        {(one.team_id, one.contact_id): one.name for one in names},
    )


def each(items: Iterable[Asked], ask: Callable[[list[Asked]], list[Answer]]) -> list[Answer]:
    """Once each, so many at a time."""
    left = iter(dict.fromkeys(items))
    answers: list[Answer] = []
    while some := list(islice(left, MOST_ASKED)):
        answers += ask(some)
    return answers
