"""Who may be the same person: the same phone or e-mail, or a similar name at the same company. A rule, no search."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest
from uuid import UUID

from contracts.merges import MOST_TWINS, Likeness
from contracts.records import Contact, ContactFields
from contracts.wire import Invalid
from services.contacts.domain.contacts import LAST_OF_ALL, LONGEST_SORT_KEY
from services.contacts.domain.text import fold

LEAST_WITH_A_TYPO = 5
"""Letters of a name: of a shorter one, one letter makes another name."""


@dataclass(frozen=True)
class Traits:
    """What of a contact tells who it is: folded, and of nobody (`id` None) while it is not kept."""

    id: UUID | None
    name_key: str
    company_key: str
    phones: Sequence[str]
    emails: Sequence[str]

    @cached_property
    def words(self) -> list[str]:
        return self.name_key.replace("-", " ").split()

    @cached_property
    def in_any_order(self) -> str:
        return " ".join(sorted(self.words))

    @property
    def has_company(self) -> bool:
        return self.company_key not in ("", LAST_OF_ALL)

    @property
    def reach(self) -> list[str]:
        return [*self.phones, *self.emails]


def traits_of(fields: ContactFields, id: UUID | None = None) -> Traits:
    """Of cleaned fields."""
    name_key, company_key = (fold(text)[:LONGEST_SORT_KEY] for text in (fields.name, fields.company))
    return Traits(id, name_key, company_key or LAST_OF_ALL, fields.phones, fields.emails)


def check_two(one: Contact, other: Contact) -> None:
    if one.id == other.id:
        raise Invalid.of("contact_ids", "same", "contact_ids must name two contacts; these are one.")


def likeness(one: Traits, other: Traits) -> list[Likeness]:
    """Why they may be the same; nothing: they are two."""
    alike = {
        Likeness.PHONE: not set(one.phones).isdisjoint(other.phones),
        Likeness.EMAIL: not set(one.emails).isdisjoint(other.emails),
        Likeness.NAME: one.has_company and one.company_key == other.company_key and is_similar(one, other),
    }
    return [why for why, is_so in alike.items() if is_so]


def is_similar(one: Traits, other: Traits) -> bool:
    """The same words in any order, one letter off, or one of them with more names than the other."""
    return (
        one.in_any_order == other.in_any_order
        or is_one_letter_off(one.name_key, other.name_key)
        or is_one_letter_off(one.in_any_order, other.in_any_order)
        or has_all_names(one.words, other.words)
        or has_all_names(other.words, one.words)
    )


def is_one_letter_off(one: str, other: str) -> bool:
    """One letter wrong, missing or too many, or two neighbours swapped. A number is never a typo of another one."""
    if abs(len(one) - len(other)) > 1 or min(len(one), len(other)) < LEAST_WITH_A_TYPO:
        return False
    start = next((at for at, (left, right) in enumerate(zip_longest(one, other)) if left != right), None)
    if start is None:
        return True
    letter, there = one[start : start + 1], other[start : start + 1]
    if letter.isdecimal() or there.isdecimal():
        return False
    swapped = one[start : start + 2][::-1] == other[start : start + 2] and one[start + 2 :] == other[start + 2 :]
    return (
        swapped
        or one[start + 1 :] == other[start + 1 :]
        or one[start + 1 :] == other[start:]
        or one[start:] == other[start + 1 :]
    )


def has_all_names(fewer: Sequence[str], more: Sequence[str]) -> bool:
    """Of at least two, for many share a first name."""
    return len(fewer) > 1 and set(fewer) <= set(more)


def twins(asked: Iterable[Traits], known: Sequence[Traits]) -> Iterator[tuple[Traits, Traits, list[Likeness]]]:
    """Of each that is asked about the likeliest of the known, at most 10: never itself."""
    of_reach: dict[str, dict[UUID | None, Traits]] = defaultdict(dict)
    of_company: dict[str, dict[UUID | None, Traits]] = defaultdict(dict)
    for one in known:
        for reach in one.reach:
            of_reach[reach][one.id] = one
        of_company[one.company_key][one.id] = one
    for one in asked:
        near = dict(of_company.get(one.company_key, {})) if one.has_company else {}
        for reach in one.reach:
            near |= of_reach.get(reach, {})
        near.pop(one.id, None)
        alike = [(one, other, why) for other in near.values() if (why := likeness(one, other))]
        yield from sorted(alike, key=lambda found: -len(found[2]))[:MOST_TWINS]
