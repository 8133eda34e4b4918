"""Nobody is there: a question and how to answer it are left, both or neither, and only with consent."""

from typing import Any

import pytest
from sqlalchemy import select

from browser import ask
from house import Running, count
from peer import arrive, enter, new_id
from samovar.storage.tables import Contact, Visitor

QUESTION = "Сколько ждать замера?"


def left(token: str, **more: Any) -> dict[str, Any]:
    new = {"ccid": new_id(), "channel": "channel-moscow-0000"}
    given = {"contact": "8 (916) 000-45-18", "way": "telegram", "consent": 0, "body": QUESTION, "new": new}
    return {"token": token, "rid": new_id()} | given | more


async def contacts(at: Running) -> list[Contact]:
    return await at.house.services.database.read(lambda session: list(session.scalars(select(Contact))))


async def test_a_question_is_left_with_a_phone_and_the_consent_as_it_was_shown(at: Running):
    mary = await arrive(at)
    fields = (await ask(at, "form", {"token": mary.token})).json()
    assert fields["ways"][0] == "chat" and fields["consent"]["text"].startswith("Согласен на обработку")
    answer = await ask(at, "leave", left(mary.token, consent=fields["consent"]["version"]))
    [kept] = await contacts(at)
    assert (kept.kind, kept.value, kept.way) == ("phone", "+79160004518", "telegram")
    assert kept.consent == fields["consent"]["text"] and kept.conversation_id == answer.json()["conv"]
    guest = await at.house.services.database.read(lambda session: session.get_one(Visitor, mary.id))
    assert guest.phone == "+79160004518"


async def test_who_claims_it_reads_the_contact_and_who_only_sees_it_wait_does_not(at: Running):
    mary = await arrive(at)
    conv = (await ask(at, "leave", left(mary.token))).json()["conv"]
    anna, ivan = await enter(at, "anna", "ivan")
    await anna.send(t="list", rid=new_id())
    assert QUESTION in str(page := await anna.expect("page")) and "9160004518" not in str(page)
    await anna.claim(conv)
    await anna.send(t="look", rid=new_id(), conv=conv)
    assert (await anna.expect("card"))["phone"] == "+79160004518"
    await anna.send(t="get", rid=new_id(), conv=conv)
    batch = await anna.expect("batch", lambda frame: len(frame["events"]) > 1)
    [entry] = [each for each in batch["events"] if each["kind"] == "contact"]
    assert entry["data"] == {"kind": "phone", "value": "+79160004518", "way": "telegram", "category": ""}
    await ivan.send(t="look", rid="r" * 22, conv=conv)
    assert (await ivan.expect("no"))["code"] == "taken"
    assert "9160004518" not in str(ivan.frames)


async def test_the_same_once_more_is_stored_once(at: Running):
    mary = await arrive(at)
    asked = left(mary.token)
    first, again = (await ask(at, "leave", asked)).json(), (await ask(at, "leave", asked)).json()
    assert first == again and await count(at, Contact) == 1


async def test_a_contact_may_come_after_the_question(at: Running):
    mary = await arrive(at)
    await mary.come_in()
    await mary.say(QUESTION)
    asked = left(mary.token, conv=mary.conv, new=None, body="", contact=" Pavel@Olha.Example ", way="email")
    assert (await ask(at, "leave", asked)).json() == {"conv": mary.conv}
    assert (await ask(at, "leave", asked)).json() == {"conv": mary.conv}
    [kept] = await contacts(at)
    assert (kept.kind, kept.value) == ("email", "pavel@olha.example")


async def test_an_answer_in_the_chat_needs_no_contact_and_no_consent(at: Running):
    mary = await arrive(at)
    answer = await ask(at, "leave", left(mary.token, contact="", way="chat", consent=None))
    assert answer.status_code == 200 and await count(at, Contact) == 0


BAD: dict[str, tuple[dict[str, Any], str, str]] = {
    "no number": ({"contact": "позвоните мне"}, "bad_contact", "номера не бывает"),
    "too few digits": ({"contact": "12345"}, "bad_contact", "номера не бывает"),
    "nothing at all": ({"contact": " "}, "bad_contact", "номера не бывает"),
    "two addresses": ({"contact": "a@x.ru,b@x.ru", "way": "email"}, "bad_contact", "опечатка"),
    "a header": ({"contact": "a@x.ru\r\nBcc: b@x.ru", "way": "email"}, "bad_contact", "опечатка"),
    "a very long address": ({"contact": "a" * 300 + "@x.ru", "way": "email"}, "bad_contact", "опечатка"),
    "an address for a call": ({"contact": "a@x.ru", "way": "phone"}, "bad_contact", "нужен телефон"),
    "a phone for a letter": ({"way": "email"}, "bad_contact", "нужен e-mail"),
    "no consent": ({"consent": None}, "no_consent", "Без согласия"),
    "consent to other words": ({"consent": 7}, "no_consent", "изменился"),
    "no question": ({"body": ""}, "empty", "нет текста"),
    "blank": ({"body": " \u200b "}, "empty", "нет текста"),
    "a long one": ({"body": "я" * 5001}, "too_long", "Слишком длинно"),
    "an unknown way": ({"way": "pigeon"}, "bad_request", "не понял"),
    "neither talk nor new": ({"new": None}, "bad_request", "не понял"),
    "somebody's talk": ({"new": None, "conv": "c" * 22}, "not_found", "Такого разговора нет"),
    "another site's channel": ({"new": {"ccid": "n" * 22, "channel": "channel-elsewhere-0000"}}, "no_channel", "чата"),
}


@pytest.mark.parametrize(("more", "code", "words"), BAD.values(), ids=BAD.keys())
async def test_what_is_wrong_is_said_and_nothing_is_stored(at: Running, more: dict[str, Any], code: str, words: str):
    mary = await arrive(at)
    answer = (await ask(at, "leave", left(mary.token, **more))).json()
    assert answer["code"] == code and words in answer["text"]
    assert await count(at, Contact) == 0


async def test_a_talk_of_somebody_else_takes_no_contact(at: Running):
    mary, paul = await arrive(at), await arrive(at)
    conv = (await ask(at, "leave", left(mary.token))).json()["conv"]
    answer = (await ask(at, "leave", left(paul.token, conv=conv, new=None, body=""))).json()
    assert answer["code"] == "not_found" and await count(at, Contact) == 1
