"""Whose events browsers are told: the one list of it."""

from contracts.accounts import Accounts
from contracts.chat import Chat
from contracts.contacts import Contacts
from contracts.push import Push
from contracts.settings import Settings
from contracts.wire import Service

SOURCES: tuple[type[Service], ...] = (Accounts, Contacts, Settings, Chat, Push)
