"""The protocol as plainly as it can be said: a dict of conversations, each a list of entries, an owner and a state.

`apply` says what a command must answer and changes the model as the server must change. It knows nothing of frames,
sockets, transactions, groups or retries on the way.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

CHANNELS = {"anna": {"moscow"}, "ivan": {"moscow"}, "timur": {"kazan"}, "marina": set[str]()}
"""Operators by short name, and where they work; Marina is the administrator."""
SHOWN_TO_ALL = ("message", "claimed", "closed", "reopened")


class Intent(NamedTuple):
    """What somebody wants. `id`: the client's own id of it, the same in every repetition."""

    who: str
    verb: str
    id: str
    conv: str | None = None
    lock: int | None = None
    to: str = ""


class Answer(NamedTuple):
    """ok with a place in the log, or the code of a refusal and who it is about."""

    ok: bool
    conv: str = ""
    seq: int = 0
    """Of the entry made; 0 where nothing was appended."""
    dup: bool = False
    code: str = ""
    by: str = ""


class No(Exception):
    """A refusal."""

    def __init__(self, code: str, by: str | None = None) -> None:
        super().__init__(code)
        self.answer = Answer(False, code=code, by=by or "")


@dataclass
class LongPoll:
    """One entry. `by`: a short name, or empty for the clock."""

    kind: str
    by: str
    id: str = ""
    said: str = ""

    @property
    def hidden(self) -> bool:
        return self.kind not in SHOWN_TO_ALL


@dataclass
class Talk:
    """One conversation."""

    conv: str
    visitor: str
    channel: str = "moscow"
    log: list[LongPoll] = field(default_factory=list)
    state: str = "waiting"
    owner: str | None = None
    last_owner: str | None = None
    offered: str | None = None
    offer_hour: int = 0
    lock: int = 0
    closed: tuple[int, int] = (0, 0)
    """Hour and order of the last closing."""
    seen: dict[str, int] = field(default_factory=lambda: {"visitor": 0, "operator": 0})

    def add(self, kind: str, by: str, id: str = "", said: str = "") -> None:
        self.log.append(LongPoll(kind, by, id, said))

    def hold(self, by: str) -> None:
        self.drop_offer()
        self.state, self.owner, self.last_owner = "held", by, by
        self.lock += 1

    def let_go(self) -> None:
        self.drop_offer()
        self.state, self.owner, self.last_owner = "waiting", None, None
        self.lock += 1

    def drop_offer(self) -> None:
        self.offered = None

    def shown(self, operator: bool) -> list[tuple[int, LongPoll]]:
        """The log as one side sees it, with the place of each entry."""
        return [(seq, line) for seq, line in enumerate(self.log, 1) if operator or not line.hidden]

    def unread(self, side: str) -> int:
        """Messages of the other side that this side has not read."""
        mine = [line.kind == "message" and (line.by not in CHANNELS) == (side == "operator") for line in self.log]
        return sum(mine[self.seen[side] :])


class Model:
    """All conversations, and who is here."""

    def __init__(self) -> None:
        self.talks: dict[str, Talk] = {}
        self.hour = 0
        self.here: set[str] = set()
        """Operators with a living connection."""
        self.coming: set[str] = set()
        """Who came while the last was asked: seen already by some, not yet by others."""
        self.follows: dict[int, tuple[str, set[str]]] = {}
        """Living operators' tabs: whose, and the conversations whose every entry it must be told."""
        self._closings = 0

    # ------------------------------------------------ who sees what

    def require_sight(self, who: str, talk: Talk) -> bool:
        return who == "marina" or talk.channel in CHANNELS[who] or who in (talk.owner, talk.offered)

    def can_read_freely(self, who: str, talk: Talk) -> bool:
        return who == "marina" or talk.owner == who or (talk.state == "closed" and talk.last_owner == who)

    def require_read(self, who: str, talk: Talk) -> bool:
        """Also all talks of a visitor he is talking with."""
        holds = any(each.owner == who and each.visitor == talk.visitor for each in self.talks.values())
        return holds or self.can_read_freely(who, talk)

    def can_see_content(self, who: str, talk: Talk) -> bool:
        """Whether his list tells what is said there."""
        ownerless = talk.state == "waiting" or (talk.state == "closed" and talk.last_owner is None)
        return (
            self.can_read_freely(who, talk) or talk.offered == who or (ownerless and talk.channel in CHANNELS[who])
        )  # fmt: skip

    # ------------------------------------------------ what happens

    def apply(self, intent: Intent, conv: str = "") -> Answer:
        """The answer that is due. `conv`: the id that a conversation gets, should one begin."""
        for talk in self.talks.values():
            for seq, line in enumerate(talk.log, 1):
                if (line.by, line.id) == (intent.who, intent.id):
                    return Answer(True, talk.conv, seq, dup=True)
        try:
            talk = self._where(intent, conv) if intent.verb == "say" else self._found(intent)
            before = len(talk.log)
            getattr(self, f"_{intent.verb}")(intent, talk)
        except No as no:
            return no.answer
        made = len(talk.log) > before
        if made:
            self._refollow(talk)
        return Answer(True, talk.conv, len(talk.log) if made else 0, dup=not made)

    def _refollow(self, talk: Talk) -> None:
        """Whoever may read no longer is told no more; whose it has become is told from now on."""
        for who, convs in self.follows.values():
            convs -= {conv for conv in convs if not self.require_read(who, self.talks[conv])}
            if talk.owner == who:
                convs.add(talk.conv)

    def _found(self, intent: Intent) -> Talk:
        talk = self.talks.get(intent.conv or "")
        if talk is None or (intent.who not in CHANNELS and talk.visitor != intent.who):
            raise No("not_found")
        if intent.who in CHANNELS and not self.require_sight(intent.who, talk):
            self._must_be_known(intent, talk)
        return talk

    def _must_be_known(self, intent: Intent, talk: Talk) -> None:
        """What is out of his sight does not exist for him, but talks he reads by another right take notes."""
        if intent.verb != "note" or not self.can_read_freely(intent.who, talk):
            raise No("not_found")

    def _where(self, intent: Intent, conv: str) -> Talk:
        """A visitor's message goes to his open talk, to the one closed last within the hour, else to a new one."""
        mine = [talk for talk in self.talks.values() if talk.visitor == intent.who]
        open_ = [talk for talk in mine if talk.state != "closed"]
        recent = [talk for talk in mine if talk.state == "closed" and talk.closed[0] == self.hour]
        if open_ or recent:
            return open_[0] if open_ else max(recent, key=lambda talk: talk.closed)
        named = self.talks.get(intent.conv or "")
        return self.talks.setdefault(conv, Talk(conv, intent.who, named.channel if named else "moscow"))

    def _say(self, intent: Intent, talk: Talk) -> None:
        if talk.state == "closed":
            self._reopened(talk, intent.who)
        talk.add("message", intent.who, intent.id, intent.id)

    def _reopened(self, talk: Talk, by: str, id: str = "") -> None:
        talk.add("reopened", by, id)
        talk.state = "waiting"
        talk.lock += 1

    def _owns(self, intent: Intent, talk: Talk) -> None:
        if talk.state == "closed":
            raise No("closed")
        if talk.owner != intent.who:
            raise No("taken", talk.owner) if talk.owner else No("not_owner")
        if talk.lock != intent.lock:
            raise No("stale_lock")

    def _answer(self, intent: Intent, talk: Talk) -> None:
        self._owns(intent, talk)
        talk.add("message", intent.who, intent.id, intent.id)

    def _note(self, intent: Intent, talk: Talk) -> None:
        if not self.can_read_freely(intent.who, talk):
            raise No("taken", talk.owner) if talk.state == "held" else No("forbidden")
        talk.add("note", intent.who, intent.id, intent.id)

    def _claim(self, intent: Intent, talk: Talk) -> None:
        if talk.owner == intent.who:
            return
        if talk.state == "closed":
            raise No("closed")
        if talk.owner:
            raise No("taken", talk.owner)
        talk.add("claimed", intent.who, intent.id)
        talk.hold(intent.who)

    def _may_pass(self, intent: Intent, talk: Talk) -> None:
        """The owner, or an administrator for the owner."""
        if intent.who != "marina" or talk.state != "held" or talk.owner == intent.who:
            self._owns(intent, talk)
        elif talk.lock != intent.lock:
            raise No("stale_lock")

    def _release(self, intent: Intent, talk: Talk) -> None:
        if talk.state == "waiting":
            return
        self._may_pass(intent, talk)
        talk.add("released", intent.who, intent.id)
        talk.let_go()

    def _transfer(self, intent: Intent, talk: Talk) -> None:
        self._may_pass(intent, talk)
        if intent.to == talk.owner:
            return
        if intent.to == intent.who:
            talk.add("claimed", intent.who, intent.id)
            talk.hold(intent.who)
            return
        if talk.channel not in CHANNELS.get(intent.to, ()):
            raise No("not_found")
        if intent.to not in self.here:
            raise No("offline_target", intent.to)
        talk.add("transferred", intent.who, intent.id)
        talk.offered, talk.offer_hour = intent.to, self.hour

    def _offer(self, intent: Intent, talk: Talk) -> None:
        if talk.offered != intent.who or talk.offer_hour != self.hour:
            raise No("not_offered")

    def _accept(self, intent: Intent, talk: Talk) -> None:
        if talk.owner == intent.who:
            return
        self._offer(intent, talk)
        talk.add("claimed", intent.who, intent.id)
        talk.hold(intent.who)

    def _decline(self, intent: Intent, talk: Talk) -> None:
        if talk.owner == intent.who and not talk.offered:
            return
        if talk.state == "waiting" and talk.last_owner == intent.who:
            talk.add("released", intent.who, intent.id)
            talk.last_owner = None
            return
        self._offer(intent, talk)
        talk.add("transferred", intent.who, intent.id)
        talk.drop_offer()

    def _move(self, intent: Intent, talk: Talk) -> None:
        self._may_pass(intent, talk)
        if intent.to == talk.channel:
            return
        talk.add("moved", intent.who, intent.id)
        talk.let_go()
        talk.channel = intent.to

    def _close(self, intent: Intent, talk: Talk) -> None:
        if talk.state == "closed" and (intent.who in ("marina", talk.last_owner) or intent.who not in CHANNELS):
            return
        others = intent.who == "marina" and talk.state != "closed" and talk.owner != "marina"
        if intent.who in CHANNELS and not others:
            self._owns(intent, talk)
        talk.add("closed", intent.who, intent.id)
        talk.drop_offer()
        self._closings += 1
        talk.state, talk.owner, talk.closed = "closed", None, (self.hour, self._closings)
        talk.lock += 1

    def _reopen(self, intent: Intent, talk: Talk) -> None:
        if talk.state != "closed":
            return self._claim(intent, talk)
        if intent.who != "marina" and talk.last_owner not in (intent.who, None):
            raise No("forbidden")
        if any(each.visitor == talk.visitor and each.state != "closed" for each in self.talks.values()):
            raise No("another_open")
        self._reopened(talk, intent.who, intent.id)
        talk.add("claimed", intent.who)
        talk.hold(intent.who)

    def read(self, who: str, conv: str, seq: int) -> None:
        """One side has seen so far; of the operators the owner's eyes count."""
        talk = self.talks[conv]
        if who not in CHANNELS:
            talk.seen["visitor"] = max(talk.seen["visitor"], seq)
        elif talk.owner == who:
            talk.seen["operator"] = max(talk.seen["operator"], seq)

    def sweep(self) -> None:
        """The clock ends offers that nobody answered."""
        for talk in self.talks.values():
            if talk.offered and talk.offer_hour != self.hour:
                talk.add("transferred", "")
                talk.drop_offer()
