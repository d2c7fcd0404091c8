"""The lines to the push services: each has its own, so that a slow one, or one that wants nothing, delays no other.

What becomes of a delivery is kept the moment it is known, with all else that became known while the database was asked
to keep what came before.
"""

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple, Self

import eventlet
import structlog
from eventlet.event import Event
from eventlet.semaphore import Semaphore
from opentelemetry.trace import Span
from sqlalchemy.exc import OperationalError

from contracts.push import DeliveryState, SubscriptionRemoved
from kit import traces
from kit.config import load
from kit.database import Transactions, open_engine
from kit.failpoints import reach
from services.push import metrics
from services.push.config import PushConfig
from services.push.domain import answers
from services.push.domain.answers import UNREACHABLE, Answer, Verdict
from services.push.domain.endpoints import Origin
from services.push.domain.envelopes import Envelope
from services.push.domain.ringing import next_attempt
from services.push.sending.client import WHOLE_SECONDS, Client, Unreachable
from services.push.sending.encryption import encrypted
from services.push.sending.vapid import Vapid
from services.push.storage.book import Book
from services.push.storage.deliveries import LEASE_SECONDS, Claimed, Device, Outcome

log = structlog.get_logger()

ROOM = 200
"""Deliveries of one push service that one process has at a time, waiting for their turn or under way."""
REFILLED_AT = ROOM // 2
"""Of these: with more of them nothing is claimed. What claiming costs is for many then, and never for one or two."""
AT_ONCE = 20
"""Requests to one push service."""
DOWN_AFTER = 5
"""Failures in a row, with no answer or one of its own faults: then a push service rests, and is tried with one."""
SHORTEST_REST, LONGEST_REST = 5.0, 300.0
KEEP_AGAIN_SECONDS = 0.5
LOOK_SECONDS, EAGER_LOOK_SECONDS, EAGER_SECONDS = 1.0, 0.02, 5.0
"""Between two looks at what is due; and so long after something was expected it is looked more often."""
FULL_LOOK_SECONDS = 0.1
"""While a push service is full: what is due is mostly for that one, and looked for when it has room again."""
TOLD_AGAIN_SECONDS = 3_600


class Letter(NamedTuple):
    """`until`: by the monotonic clock, when another process may have it."""

    claimed: Claimed
    device: Device
    origin: Origin
    payload: bytes
    envelope: Envelope
    until: float


def lease_end() -> float:
    """For what is claimed now. What would not have its answer by then is not begun."""
    return time.monotonic() + LEASE_SECONDS - WHOLE_SECONDS - 1


class Rang(NamedTuple):
    """What is told of a delivery that was answered: alike for many of them."""

    request_id: str | None
    traceparent: str | None
    what: str
    answer: int

    @classmethod
    def by(cls, claimed: Claimed, answer: Answer) -> Self:
        return cls(claimed.request_id, claimed.traceparent, claimed.what.value, answer.status)


@dataclass
class Rest:
    """Of one push service: how often it failed in a row, and until when it is let rest."""

    failures: int = 0
    until: float = 0

    @property
    def seconds(self) -> float:
        return max(0.0, self.until - time.monotonic())


class Lines:
    """Of one process. `start` before anything is posted."""

    def __init__(self) -> None:
        config = load(PushConfig)
        keys = config.vapid_private_keys.get_secret_value().split(",")
        self.vapid = Vapid(keys, config.vapid_subject)
        self.client = Client()
        self.engine = open_engine(config.database_url.get_secret_value(), connections=1)
        self.pool = eventlet.GreenPool(100_000)
        self.turns: dict[str, Semaphore] = defaultdict(lambda: Semaphore(AT_ONCE))
        self.rests: dict[str, Rest] = defaultdict(Rest)
        self.taken: Counter[str] = Counter()
        self.outcomes: list[Outcome] = []
        self.rang: Counter[Rang] = Counter()
        self.pauses: dict[str, float] = {}
        self.told_at: dict[str, float] = {}
        self.woken = Event()
        self.expected = Event()
        self.eager_until = 0.0
        self.stopping = False
        self.over = Event()
        metrics.under_way.set_function(lambda: sum(self.taken.values()))
        metrics.paused.set_function(lambda: sum(rest.seconds > 0 for rest in self.rests.values()))

    def start(self, spawn: Callable[[Callable[[], None]], None]) -> None:
        spawn(self.keep_outcomes)

    def stop(self) -> None:
        """All that is under way is sent, and what became of it is kept."""
        self.pool.waitall()
        self.stopping = True
        self.wake()
        self.over.wait()
        self.engine.dispose()

    # What there is to do

    def expect(self) -> None:
        """Something is about to be due: of what this process has just been told, or put back for a moment."""
        self.eager_until = time.monotonic() + EAGER_SECONDS
        if not self.expected.ready():
            self.expected.send()

    def wait_for_work(self) -> None:
        """What other processes have put there is found within a second."""
        if self.expected.ready():
            self.expected = Event()
        seconds = LOOK_SECONDS
        if time.monotonic() < self.eager_until:
            is_full = any(taken > REFILLED_AT for taken in self.taken.values())
            seconds = FULL_LOOK_SECONDS if is_full else EAGER_LOOK_SECONDS
        self.expected.wait(timeout=seconds)

    # What there is room for

    @property
    def rooms(self) -> Mapping[str, int]:
        """Of each push service that is known to this process; of any other it is `ROOM`."""
        return {origin: self.room(origin) for origin in {*self.taken, *self.rests}}

    def room(self, origin: str) -> int:
        rest = self.rests[origin]
        if rest.seconds:
            return 0
        if rest.failures >= DOWN_AFTER:
            return max(0, 1 - self.taken[origin])
        return ROOM - self.taken[origin] if self.taken[origin] <= REFILLED_AT else 0

    # Sending

    def post(self, letters: Sequence[Letter]) -> None:
        """All are of one device, and go one after the other."""
        self.taken[letters[0].claimed.origin] += len(letters)
        self.pool.spawn_n(self.send_all, letters)

    def send_all(self, letters: Sequence[Letter]) -> None:
        origin = letters[0].claimed.origin
        for letter in letters:
            try:
                with self.turns[origin], belonging(letter.claimed):
                    self.send(letter)
            except Exception:
                # Its lease ends, and it is tried again.
                log.exception("a delivery failed")
            finally:
                self.taken[origin] -= 1
                if self.taken[origin] == REFILLED_AT:
                    self.expect()

    def send(self, letter: Letter) -> None:
        origin = letter.claimed.origin
        if rest := self.rests[origin].seconds:
            self.put_back(letter.claimed, rest)
            return
        if time.monotonic() > letter.until:
            return
        try:
            body = encrypted(letter.device, letter.payload)
        except ValueError:
            self.settle(letter.claimed, DeliveryState.GONE)
            return
        headers = {
            "Authorization": self.vapid.header(origin, letter.device.public_key),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "User-Agent": "QERO",
            **letter.envelope.headers,
        }
        reach("send.before_http")
        try:
            answer = self.client.post(letter.origin, letter.device.endpoint, headers, body)
        except Unreachable as why:
            metrics.answers.labels("unreachable").inc()
            log.warning("a push service cannot be reached", reason=str(why))
            self.judge(letter, UNREACHABLE)
            return
        reach("send.after_http")
        traces.note("http.response.status_code", answer.status)
        self.rang[Rang.by(letter.claimed, answer)] += 1
        now = datetime.now(UTC)
        self.judge(letter, answers.verdict(answer, was_short=letter.claimed.is_short, now=now))

    def judge(self, letter: Letter, verdict: Verdict) -> None:
        claimed = letter.claimed
        rest = self.rests[claimed.origin]
        rest.failures = rest.failures + 1 if verdict.is_down else 0
        down_for = 0.0
        if rest.failures >= DOWN_AFTER:
            down_for = min(SHORTEST_REST * 2 ** (rest.failures - DOWN_AFTER), LONGEST_REST)
        if pause := max(verdict.pause, down_for):
            rest.until = max(rest.until, time.monotonic() + pause)
            self.pauses[claimed.origin] = pause
        if verdict.is_ours:
            self.tell_ours(letter.device.public_key)
        if verdict.state is DeliveryState.SENT:
            metrics.seconds.observe((datetime.now(UTC) - claimed.at).total_seconds())
        self.keep(
            Outcome(
                claimed.id,
                claimed.holder,
                verdict.state,
                seconds=next_attempt(claimed.attempts) if verdict.is_down else verdict.pause,
                failed=verdict.is_down or verdict.state in (DeliveryState.REFUSED, DeliveryState.GONE),
                in_quiet_hours=claimed.in_quiet_hours,
                is_short=claimed.is_short or verdict.is_short,
                key_mismatch=verdict.key_mismatch,
            )
        )

    def tell_ours(self, public_key: str) -> None:
        """Once an hour for each key, however much is refused for it."""
        now = time.monotonic()
        if now - self.told_at.get(public_key, float("-inf")) >= TOLD_AGAIN_SECONDS:
            self.told_at[public_key] = now
            log.error("a push service refuses our key, our clock or VAPID_SUBJECT")

    # What became of them

    def settle(self, claimed: Claimed, state: DeliveryState, *, key_mismatch: bool = False) -> None:
        """Without a request."""
        self.keep(Outcome(claimed.id, claimed.holder, state, key_mismatch=key_mismatch))

    def put_back(self, claimed: Claimed, seconds: float, *, in_quiet_hours: bool = False) -> None:
        if seconds < EAGER_SECONDS:
            self.expect()
        self.keep(
            Outcome(
                claimed.id,
                claimed.holder,
                DeliveryState.WAITING,
                seconds=seconds,
                in_quiet_hours=in_quiet_hours or claimed.in_quiet_hours,
                is_short=claimed.is_short,
            )
        )

    def keep(self, outcome: Outcome) -> None:
        self.outcomes.append(outcome)
        self.wake()

    def wake(self) -> None:
        if not self.woken.ready():
            self.woken.send()

    def keep_outcomes(self) -> None:
        try:
            while not (self.stopping and not self.outcomes):
                self.woken.wait()
                self.woken = Event()
                self.keep_next()
        finally:
            self.over.send()

    def keep_next(self) -> None:
        rang, self.rang = self.rang, Counter()
        tell(rang)
        outcomes, self.outcomes = self.outcomes, []
        pauses, self.pauses = self.pauses, {}
        try:
            self.record(outcomes, pauses)
        except OperationalError as error:
            log.warning("what became of deliveries is not kept yet", error=type(error).__name__)
            self.outcomes = outcomes + self.outcomes
            self.pauses = pauses | self.pauses
            eventlet.sleep(KEEP_AGAIN_SECONDS)
            self.wake()
            return
        for state, deliveries in Counter(outcome.state for outcome in outcomes).items():
            if state is not DeliveryState.WAITING:
                metrics.deliveries.labels(state.value).inc(deliveries)

    def record(self, outcomes: Sequence[Outcome], pauses: Mapping[str, float]) -> None:
        with Transactions(self.engine, Book, None).transaction() as book:
            for origin, seconds in pauses.items():
                book.deliveries.pause(origin, seconds)
            for ended in book.deliveries.record(outcomes) if outcomes else ():
                book.deliveries.act_for(ended)
                event = SubscriptionRemoved(subscription_id=ended.subscription_id)
                book.journal.announce(event, team_id=ended.team_id, to=[ended.person_id])


def tell(rang: Mapping[Rang, int]) -> None:
    """A line for each delivery would take a sixth of what it costs."""
    for one, deliveries in rang.items():
        metrics.answers.labels(str(one.answer)).inc(deliveries)
        with traces.joined(request_id=one.request_id, parent=one.traceparent):
            log.info("rang", what=one.what, answer=one.answer, deliveries=deliveries)


def belonging(claimed: Claimed) -> AbstractContextManager[Span]:
    """A ring belongs to what it rings for."""
    told = None
    if claimed.traceparent:
        told = {"server.address": claimed.origin, "qero.delivery": str(claimed.id), "qero.what": claimed.what.value}
    return traces.continued(
        "push ring",
        traces.KIND.CLIENT,
        request_id=claimed.request_id,
        parent=claimed.traceparent,
        attributes=told,
    )
