"""What is mailed of a talk, and to whom.

No mail cannon: what a visitor wrote goes to the channel's own address only, which somebody of the company confirmed.
To an address that a visitor left goes only what an operator wrote, with names and pages of the company; seldom, until
somebody has come from there.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from samovar.domain import mails
from samovar.domain.conversation.stored import Stored
from samovar.model.conversation import Conversation, Entry
from samovar.model.letters import cut
from samovar.storage.queries import letters as queries
from samovar.storage.queries import log_entries
from samovar.storage.tables import Contact

Sign = Callable[[str, str, str], tuple[str, str]]
"""Site, visitor and contact id → what lets whoever reads the letter in again, and what ends such letters."""
log = logging.getLogger(__name__)
LONGEST = 20_000
"""Characters of a letter; the rest is in the talk."""
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
STRANGER, KNOWN = (1, 3), (12, 48)
"""Letters to one address in an hour and a day: before somebody has come from there, and after."""
TO_CHANNEL = 60
"""Letters to a channel in an hour: the mailbox of people."""


class Answering(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of whoever answers without asking the database."""

    site: Mapping[str, str]
    """Its name, by language."""
    who: Mapping[str, str]
    """Their name, by language."""
    homes: Sequence[str]
    """The site's origins."""
    zone: str
    """Whose clock tells the time."""
    sign: Sign


def question(
    stored: Stored, talk: Conversation, to: str, lang: str, places: Mapping[str, str], now: datetime
) -> datetime | None:
    """Write to the channel what the visitor asks; gives when to try again, where there is too much already."""
    if len(mails.lately(stored.session, to, "question", now - HOUR)) >= TO_CHANNEL:
        log.warning("a channel gets more than %d letters in an hour: questions wait in the console", TO_CHANNEL)
        return now + HOUR / 6
    answered = log_entries.last_of(stored.session, talk.id, "operator")
    asked = said(stored, talk, "visitor", answered)
    known = queries.known(stored.session, talk.visitor_id, talk.id)
    if not asked:
        return None
    text = cut("\n\n".join(entry.body for entry in asked), LONGEST)
    places = {**places, **known, "question": text, "path": f"/console/c/{talk.id}"}
    dedupe = f"question:{talk.id}:{asked[0].seq}:{known.get('consent', '')}"
    mails.queue(stored.session, "question", to, lang, places, dedupe, talk.id, now)
    return None


def answer(stored: Stored, talk: Conversation, by: Answering, now: datetime) -> datetime | None:
    """Write to the visitor what they have not read; gives when to try again, where they had letters lately."""
    contact = queries.email_of(stored.session, talk.visitor_id)
    if contact is None:
        return None
    unread = said(stored, talk, "operator", max(talk.seen_visitor, queries.mailed_up_to(stored.session, talk.id)))
    if not unread:
        return None
    if queries.is_refused(stored.session, contact.value):
        data = {"kind": "answer", "to": contact.value, "reason": "unwanted"}
        talk.append("mail_failed", "system", None, now, audience="operators", data=data)
        return None
    if wait := _wait(stored, contact, now):
        log.warning("a letter with an answer waits: its address had others lately")
        return now + wait
    lang = queries.lang_of(stored.session, talk.visitor_id)
    page = _page(queries.last_page(stored.session, talk.visitor_id), by.homes, contact)
    (token, stop), upto = by.sign(talk.site_id, talk.visitor_id, contact.id), unread[-1].seq
    places = {
        "site": by.site[lang], "who": by.who[lang], "zone": by.zone, "upto": str(upto),
        "text": cut("\n\n".join(entry.body for entry in unread), LONGEST), "link": f"{page}#samovar={token}",
        "path": f"/letters/stop/{stop}",
    }  # fmt: skip
    mails.queue(stored.session, "answer", contact.value, lang, places, f"answer:{talk.id}:{upto}", talk.id, now)
    return None


def _page(last: str, homes: Sequence[str], contact: Contact) -> str:
    """Where the link leads: the page that the visitor read last; before anybody has come from the address only the
    front page of that site, for what an address says its visitor wrote."""
    home = next((each for each in homes if last.startswith(f"{each}/")), "")
    if home and contact.confirmed_at:
        return last.partition("#")[0]
    return f"{home or homes[0]}/"


def said(stored: Stored, talk: Conversation, author: str, after: int) -> list[Entry]:
    """Messages of one side after a seq, those of this moment too."""
    fresh = [each for each in talk.fresh if each.kind == "message" and each.author == author and each.seq > after]
    return [*log_entries.messages(stored.session, talk.id, author, after), *fresh]


def _wait(stored: Stored, contact: Contact, now: datetime) -> timedelta | None:
    """Until another letter may go to an address."""
    lately = mails.lately(stored.session, contact.value, "answer", now - DAY)
    an_hour, a_day = KNOWN if contact.confirmed_at else STRANGER
    for most, span in ((an_hour, HOUR), (a_day, DAY)):
        if len(lately) >= most and (wait := lately[most - 1] + span - now) > timedelta(0):
            return wait
    return None
