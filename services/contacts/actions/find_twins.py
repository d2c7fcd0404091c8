"""Whom the team has already, of a contact that is made or shown."""

from contracts.merges import FindTwins, Twin, Twins
from contracts.wire import Caller
from services.contacts.domain.contacts import clean
from services.contacts.domain.twins import traits_of, twins
from services.contacts.storage.book import Book
from services.contacts.storage.redirects import found_as
from services.contacts.storage.twins import known


def find_twins(book: Book, who: Caller, ask: FindTwins) -> Twins:
    but = found_as(book.connection, [ask.but], ask.kind).get(ask.but) if ask.but else None
    asked = [traits_of(clean(ask.fields, who.country), but)]
    likely = {other.id: why for _, other, why in twins(asked, known(book.connection, ask.kind, asked)) if other.id}
    found = book.contacts.contacts_by_id(list(likely))
    return Twins(items=[Twin(contact=found[id_], likeness=why) for id_, why in likely.items() if id_ in found])
