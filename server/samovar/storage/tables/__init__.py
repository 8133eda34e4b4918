"""The facts: every table with its constraints. Validation happens at the edge; the database guards.

A conversation is a log of entries; what stands on its row besides is written in the same transaction as the entry that
changes it.
"""

from samovar.storage.tables.access import Identity, PasswordLink, Provider, RecoveryCode, SecondFactor
from samovar.storage.tables.base import Base, Json, new_id, utc_now
from samovar.storage.tables.company import JournalEntry, Upkeep
from samovar.storage.tables.conversations import Conversation, Entry, Seen
from samovar.storage.tables.hours import Hours, OwnDay
from samovar.storage.tables.jobs import Job, Timer
from samovar.storage.tables.mails import Mail, MailServerRow
from samovar.storage.tables.people import Invitation, Membership, Operator, OperatorSession, Photo
from samovar.storage.tables.sites import Channel, City, Instance, Site, TagCall
from samovar.storage.tables.visitors import Contact, PageView, Visit, Visitor

__all__ = [
    "Base",
    "Channel",
    "City",
    "Contact",
    "Conversation",
    "Entry",
    "Hours",
    "Identity",
    "Instance",
    "Invitation",
    "Job",
    "JournalEntry",
    "Json",
    "Mail",
    "MailServerRow",
    "Membership",
    "Operator",
    "OperatorSession",
    "OwnDay",
    "PageView",
    "PasswordLink",
    "Photo",
    "Provider",
    "RecoveryCode",
    "SecondFactor",
    "Seen",
    "Site",
    "TagCall",
    "Timer",
    "Upkeep",
    "Visit",
    "Visitor",
    "new_id",
    "utc_now",
]
