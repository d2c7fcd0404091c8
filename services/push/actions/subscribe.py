"""Keeps a device that rings: its person's, in the place of whatever it was before."""

from contracts.push import Subscribe, Subscription, SubscriptionKept
from contracts.wire import Caller
from services.push.domain import subscriptions
from services.push.domain.endpoints import PushServices
from services.push.sending.vapid import Vapid
from services.push.storage.book import Book
from services.push.storage.subscriptions import subscription_of


def subscribe(book: Book, who: Caller, ask: Subscribe, services: PushServices, vapid: Vapid) -> Subscription:
    origin = services.check(ask.endpoint)
    wanted = subscriptions.check(ask, vapid.keys)
    book.subscriptions.alone(who.person_id)
    if ask.replaces and ask.replaces != ask.endpoint:
        replaced = book.subscriptions.with_endpoint(ask.replaces)
        if replaced:
            book.subscriptions.remove(replaced)
    if book.subscriptions.with_endpoint(ask.endpoint) is None:
        subscriptions.check_room(book.subscriptions.count())
    kept = book.subscriptions.keep(wanted, str(origin), who)
    event = SubscriptionKept(subscription_id=kept.id)
    book.journal.announce(event, team_id=who.team_id, to=[who.person_id])
    return subscription_of(kept, who, vapid.current)
