"""Contacts as a stock nameko service: nameko run bench.reads.stock_contacts"""

from typing import Any

from nameko.rpc import rpc

from bench.reads.same import contacts_for
from bench.reads.stock_engine import Database
from contracts.contacts import CallLogsOf, FindContacts, OneContact
from contracts.wire import Caller

Plain = dict[str, Any]


class StockContacts:
    name = "stock_contacts"

    engine = Database("CONTACTS_URL")

    @rpc
    def find(self, caller: Plain, ask: Plain) -> Plain:
        page = contacts_for(Caller.model_validate(caller), self.engine).find(FindContacts.model_validate(ask))
        return page.model_dump(mode="json")

    @rpc
    def get(self, caller: Plain, ask: Plain) -> Plain:
        contact = contacts_for(Caller.model_validate(caller), self.engine).get(OneContact.model_validate(ask))
        return contact.model_dump(mode="json")

    @rpc
    def call_logs_of(self, caller: Plain, ask: Plain) -> Plain:
        logs = contacts_for(Caller.model_validate(caller), self.engine).call_logs_of(CallLogsOf.model_validate(ask))
        return logs.model_dump(mode="json")
