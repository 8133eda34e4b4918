"""A city at work: who talks with whom, and who is only near."""

from dataclasses import dataclass
from datetime import timedelta

from house import Running
from peer import Peer, arrive, begin, enter, new_id
from samovar.domain.people.links import digest
from samovar.storage.engine.database import Session
from samovar.storage.tables import Membership, Operator, OperatorSession, utc_now

MOSCOW, KAZAN = "channel-moscow-0000", "channel-kazan-0000"


@dataclass
class City:
    """Mary's talk in Moscow, which Anna holds, after another of hers there that is over; and everybody else."""

    at: Running
    mary: Peer
    anna: Peer
    past: str
    visit: str
    others: dict[str, Peer]

    def __post_init__(self) -> None:
        self.timers = self.at.timers()

    def __getattr__(self, name: str) -> Peer:
        try:
            return self.others[name]
        except KeyError:
            raise AttributeError(name) from None


def hire_olga(session: Session) -> None:
    """A third one in Moscow: no talk is hers, and nobody offers her any."""
    session.add(Operator(id="operator-olga-000", name="Ольга", email="olga@olha.example"))
    session.flush()
    session.add(Membership(operator_id="operator-olga-000", channel_id=MOSCOW))
    ends = utc_now() + timedelta(days=1)
    session.add(OperatorSession(id=digest("secret-olga"), operator_id="operator-olga-000", ends_at=ends))


async def lively(at: Running) -> City:
    """All of them, connected and settled."""
    services = at.house.services
    await services.database.write(hire_olga)
    await services.directory.refresh()
    visit = new_id()
    mary, [anna] = await arrive(at, visit=visit), await enter(at, "anna")
    await mary.come_in()
    convs = []
    for body in ("Первый вопрос", "Сколько стоит угловая кухня?"):
        mary.conv = ""
        await mary.say(body)
        await anna.claim(mary.conv)
        convs.append(mary.conv)
        if body == "Первый вопрос":
            await anna.cmd("close", lock=anna.lock)
            at.clock.ahead += timedelta(hours=2)
    await begin(at, "Ещё один ждёт")
    paul = await arrive(at, city="Казань")
    await paul.come_in()
    await paul.say("А в Казани?", new={"ccid": new_id(), "channel": KAZAN})
    ivan, olga, timur, marina = await enter(at, "ivan", "olga", "timur", "marina")
    read_to = (await anna.ask("get", conv=mary.conv))["to"]
    await anna.send(t="read", conv=mary.conv, seq=read_to)
    await mary.expect("eph", lambda frame: frame["kind"] == "read" and frame["conv"] == mary.conv)
    others = {"ivan": ivan, "olga": olga, "timur": timur, "marina": marina, "paul": paul}
    made = City(at, mary, anna, convs[0], visit, others)
    made.timers.tell_presence()
    await made.timers.tell_visitors()
    await at.settle()
    return made
