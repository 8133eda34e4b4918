"""The visitor's card."""

from datetime import datetime

import msgspec

from samovar.domain.conversation import rules
from samovar.domain.conversation.stored import Stored
from samovar.model.conversation import Conversation
from samovar.model.people import Operator


class Correct(msgspec.Struct, frozen=True, kw_only=True):
    """Another city or name on the visitor's card, which remembers who wrote it."""

    by: Operator
    cid: str
    field: str
    value: str

    def __call__(self, talk: Conversation, now: datetime, stored: Stored) -> None:
        rules.require_read(self.by, talk, holds_visitor=False)
        shown = f"guest_{self.field}"
        change = {"field": self.field, "was": getattr(talk, shown), "now": self.value}
        setattr(talk, shown, self.value)
        if self.field == "city":
            stored.change_card(talk.visitor_id, city=self.value, city_how="operator", city_by=self.by.id)
        else:
            # For colleagues: the visitor goes on under the name they gave.
            stored.change_card(talk.visitor_id, called=self.value)
        talk.append("card", "operator", self.by.id, now, audience="operators", data=change, cid=self.cid)
