"""Push on the bus: the devices that ring, for what each person wants to be rung, and the ringing itself."""

from datetime import UTC, datetime, timedelta

from contracts.accounts import ProfileChanged, SessionEnded
from contracts.journal import EventPage, EventsSince
from contracts.messages import MessagePosted
from contracts.presence import SEEN
from contracts.push import (
    Delivery,
    OneSubscription,
    Push,
    PushKey,
    PushPreferences,
    PushPreferencesChanged,
    Subscribe,
    Subscription,
    SubscriptionRemoved,
    Subscriptions,
)
from contracts.settings import FollowUpDue
from contracts.wire import NotFound, Nothing
from kit.asking import Asking
from kit.ephemeral import Ephemeral
from kit.idempotency import forget_old_keys
from kit.journal.reading import events_since
from kit.journal.relay import Relay
from kit.listening.entrypoint import hear
from kit.listening.feeds import Feeds
from kit.periodic import every
from kit.providers import Beside, Config, Store
from kit.rpc import answer
from services.push.actions.ring_due import ring_due
from services.push.actions.subscribe import subscribe
from services.push.config import PushConfig
from services.push.presences import Presences
from services.push.sending.lines import Lines
from services.push.storage.book import Book
from services.push.storage.deliveries import What
from services.push.storage.subscriptions import subscription_of

UNSEEN_FOR = timedelta(days=60)
"""A browser says at each start that it has its subscription."""
KEPT_FOR = timedelta(days=7)
"""What became of a delivery."""
MOST_FORGOTTEN = 5_000


class PushService:
    name = Push.name

    asking = Asking()
    store = Store(Book, Relay(Push))
    config = Config(PushConfig)
    feeds = Feeds()
    sightings = Ephemeral(SEEN, Presences)
    lines = Beside(Lines)

    # Devices

    @answer(Push.key)
    def key(self, _ask: Nothing) -> PushKey:
        return PushKey(public_key=self.lines.vapid.current)

    @answer(Push.subscriptions)
    def subscriptions(self, _ask: Nothing) -> Subscriptions:
        with self.store.transaction() as book:
            rows = book.subscriptions.all()
        key = self.lines.vapid.current
        return Subscriptions(items=[subscription_of(row, self.asking, key) for row in rows])

    @answer(Push.subscribe)
    def subscribe(self, ask: Subscribe) -> Subscription:
        with self.store.transaction() as book:
            return subscribe(book, self.asking, ask, self.config.services, self.lines.vapid)

    @answer(Push.unsubscribe)
    def unsubscribe(self, ask: OneSubscription) -> Nothing:
        who = self.asking
        with self.store.transaction() as book:
            book.subscriptions.find(ask.id)
            book.subscriptions.remove(ask.id)
            book.journal.announce(SubscriptionRemoved(subscription_id=ask.id), team_id=who.team_id, to=[who.person_id])
        return Nothing()

    @answer(Push.test)
    def test(self, ask: OneSubscription) -> Delivery:
        with self.store.transaction() as book:
            found = book.subscriptions.find(ask.id)
            push_id = book.deliveries.test(found.id, found.origin, self.asking)
        self.lines.expect()
        return Delivery(push_id=push_id)

    @answer(Push.received)
    def received(self, ask: Delivery) -> Nothing:
        with self.store.transaction() as book:
            subscription_id = book.deliveries.received(ask.push_id)
            if subscription_id is None:
                raise NotFound("You have had no such ring.")
            book.subscriptions.received(subscription_id)
        return Nothing()

    # For what a person wants to be rung

    @answer(Push.preferences)
    def preferences(self, _ask: Nothing) -> PushPreferences:
        with self.store.transaction() as book:
            return book.preferences.get()

    @answer(Push.prefer)
    def prefer(self, ask: PushPreferences) -> PushPreferences:
        who = self.asking
        with self.store.transaction() as book:
            if ask != book.preferences.get():
                book.preferences.keep(ask, who)
                event = PushPreferencesChanged(preferences=ask)
                book.journal.announce(event, team_id=who.team_id, to=[who.person_id])
        return ask

    # What rings

    @hear(MessagePosted)
    def on_message_posted(self, event: MessagePosted) -> None:
        message = event.message
        with self.store.transaction() as book:
            entry = self.store.entry
            people = {*(entry.audience or ())} - {message.author_id}
            where = {"conversation_id": message.conversation_id, "number": message.number}
            book.deliveries.enqueue(entry, What.MESSAGE, people, **where)
        self.lines.expect()

    @hear(FollowUpDue)
    def on_follow_up_due(self, event: FollowUpDue) -> None:
        of = {"kind": event.settings.kind.value, "contact_id": event.settings.contact_id}
        with self.store.transaction() as book:
            book.deliveries.enqueue(self.store.entry, What.FOLLOW_UP, [event.person_id], **of)
        self.lines.expect()

    @every(seconds=0.01)
    def ring(self) -> bool:
        self.lines.wait_for_work()
        has_rung = ring_due(self.store, self.lines, self.feeds, self.sightings, self.config)
        if has_rung:
            self.lines.expect()
        return has_rung

    # Who rings no more

    @hear(ProfileChanged)
    def on_profile_changed(self, event: ProfileChanged) -> None:
        if not event.profile.active:
            with self.store.transaction() as book:
                book.subscriptions.silence(event.profile.id)

    @hear(SessionEnded)
    def on_session_ended(self, event: SessionEnded) -> None:
        with self.store.transaction() as book:
            for subscription_id in book.subscriptions.silence(event.person_id, event.session_id):
                removed = SubscriptionRemoved(subscription_id=subscription_id)
                book.journal.announce(removed, team_id=self.store.entry.team_id, to=[event.person_id])

    @answer(Push.events_since)
    def events_since(self, ask: EventsSince) -> EventPage:
        return events_since(self.store, Push, ask)

    @every(seconds=3600)
    def forget(self) -> bool:
        """True when there may be more."""
        now = datetime.now(UTC)
        with self.store.transaction() as book:
            ended = book.deliveries.forget(now - KEPT_FOR, MOST_FORGOTTEN)
            unseen = book.deliveries.forget_unseen(now - UNSEEN_FOR, MOST_FORGOTTEN)
            return max(ended, unseen, forget_old_keys(book.connection, self.name)) >= MOST_FORGOTTEN
