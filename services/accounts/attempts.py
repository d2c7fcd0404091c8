"""One try of a password, counted before it is known whether it is right: tries made at once are counted too."""

from contracts.accounts import TooManyAttempts
from kit.database import Transactions
from services.accounts.domain.throttles import ACCOUNT_PACE, ADDRESS_PACE, account_key, address_key, too_many
from services.accounts.storage import TeamBook


class Attempt:
    def __init__(self, store: Transactions[TeamBook], email: str, address: str | None = None) -> None:
        self.store = store
        self.account = account_key(email)
        self.address = None if address is None else address_key(address)

    def take(self) -> None:
        """Raises TooManyAttempts."""
        if refusal := self.counted():
            raise refusal

    def counted(self) -> TooManyAttempts | None:
        with self.store.apart() as book:
            # The address first: one that tries too often must not use up its victim's attempts.
            if self.address and (wait := book.doors.take_attempt(self.address, ADDRESS_PACE)):
                return too_many(wait)
            wait = book.doors.take_attempt(self.account, ACCOUNT_PACE)
            return too_many(wait) if wait else None

    def succeeded(self, book: TeamBook) -> None:
        """Mistakes before are forgiven to the account; to the address only this one try is given back."""
        book.doors.forget_attempts(self.account)
        if self.address:
            book.doors.give_back_attempt(self.address, ADDRESS_PACE)
