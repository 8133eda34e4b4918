"""The visitor's card."""

from dataclasses import dataclass
from datetime import datetime

from samovar.domain.conversation import rules
from samovar.model.conversation import Conversation
from samovar.model.people import Operator
from samovar.storage import tables


@dataclass(slots=True, kw_only=True)
class Correct:
    """Another city or name on the visitor's card, which remembers who wrote it. `visitor`: the row, open for change."""

    member: Operator
    rid: str
    field: str
    value: str
    visitor: tables.Visitor | None = None

    def __call__(self, talk: Conversation, now: datetime) -> None:
        rules.require_read(self.member, talk, holds_visitor=False)
        assert self.visitor is not None
        shown = f"guest_{self.field}"
        change = {"field": self.field, "was": getattr(talk, shown), "now": self.value}
        setattr(talk, shown, self.value)
        if self.field == "city":
            self.visitor.city, self.visitor.city_how, self.visitor.city_by = self.value, "operator", self.member.id
        else:
            # For colleagues: the visitor goes on under the name they gave.
            self.visitor.called = self.value
        talk.append("card", "operator", self.member.id, now, audience="operators", data=change, cid=self.rid)
