"""The two lists that records of one shape stand in."""

from enum import StrEnum


class Kind(StrEnum):
    CONTACT = "contact"
    TMA = "tma"
