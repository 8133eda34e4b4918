"""The visitor's card."""

from dataclasses import dataclass
from datetime import datetime

from samovar.domain.conversation import rules
from samovar.model.conversation import Snapshot
from samovar.model.people import Member
from samovar.storage.tables import Visitor


@dataclass(slots=True, kw_only=True)
class Correct:
    """Another city or name on the visitor's card, which remembers who wrote it. `visitor`: the row, open for change."""

    member: Member
    rid: str
    field: str
    value: str
    visitor: Visitor | None = None

    def __call__(self, talk: Snapshot, now: datetime) -> None:
        rules.may_read(self.member, talk, holds_visitor=False)
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
