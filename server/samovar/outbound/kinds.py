"""What letters of each kind say.

Places that every kind needs: `site`, its name. Times are written `2026-11-21T22:47:00+00:00`; `zone`: whose clock they
are told by (UTC where it is missing). `path`: where the button leads on our own server.

    invitation               who, path, until
    password_reset           name, path, until
    confirm_channel_address  who, channel, path, until
    question                 channel, question, path; why (closed, nobody); optional: promised (a time), name, phone,
                             email, way (a key of mail.ways), category, origin, page and page_title, consent (a time)
    answer                   who, text, link (a whole address: a page of the site), path (ends such letters)
    test                     who
"""

from collections.abc import Callable
from urllib.parse import quote

from samovar.outbound.letter import Letter, Link, Row, Words

SUBJECT_QUOTE = 40


def _invitation(words: Words) -> Letter:
    return Letter(
        subject=words.say("invitation.subject"), head=words["site"], heading=words.say("invitation.heading"),
        lead=words.say("invitation.lead"), actions=(Link(words.say("invitation.action"), words.url),),
        foot=words.say("invitation.foot", until=words.moment("until")),
    )  # fmt: skip


def _password_reset(words: Words) -> Letter:
    return Letter(
        subject=words.say("password_reset.subject"), head=words["site"], heading=words.say("password_reset.heading"),
        lead=words.say("password_reset.lead"), actions=(Link(words.say("password_reset.action"), words.url),),
        foot=words.say("password_reset.foot", until=words.moment("until")),
    )  # fmt: skip


def _confirm_channel_address(words: Words) -> Letter:
    key = "confirm_channel_address"
    return Letter(
        subject=words.say(f"{key}.subject"), head=f"{words['site']}, {words['channel']}",
        heading=words.say(f"{key}.heading"), lead=words.say(f"{key}.lead"),
        actions=(Link(words.say(f"{key}.action"), words.url),),
        foot=words.say(f"{key}.foot", until=words.moment("until")),
    )  # fmt: skip


def _question(words: Words) -> Letter:
    asked = words["question"]
    quoted = asked if len(asked) <= SUBJECT_QUOTE else f"{asked[:SUBJECT_QUOTE].rstrip(' .,;:—')}…"
    return Letter(
        subject=words.say("question.subject", quoted=quoted), head=f"{words['site']}, {words['channel']}",
        heading=words.say(f"question.heading_{words['why'] or 'closed'}"), lead=_promised(words),
        said=str(words.places["question"]), rows=tuple(_rows(words)), foot=words.say("question.foot"),
        actions=(Link(words.say("question.action"), words.url), *_ways(words)), reply_to=words["email"],
    )  # fmt: skip


def _promised(words: Words) -> str:
    """What the visitor was told, where anything was."""
    return words.say("question.promised", at=words.moment("promised")) if words["promised"] else ""


def _rows(words: Words) -> list[Row]:
    """What is known of who asks, as far as it is."""
    phone, email, page = words["phone"], words["email"], words["page"]
    known = [
        Row("name", words["name"]),
        Row("phone", phone, f"tel:{quote(phone, safe='+')}"),
        Row("email", email, f"mailto:{quote(email, safe='@')}"),
        Row("way", words.say(f"ways.{words['way']}") if words["way"] else ""),
        Row("category", words["category"]),
        Row("origin", words["origin"]),
        Row(
            "page",
            words["page_title"] if page else "",
            page if page.lower().startswith(("http://", "https://")) else "",
        ),
        Row("consent", words.say("question.consent_at", at=words.moment("consent")) if words["consent"] else ""),
    ]
    return [Row(words.say(f"question.{each.label}"), each.text, each.href) for each in known if each.text]


def _ways(words: Words) -> list[Link]:
    """The way of answer that the visitor likes best, where it has an address of its own."""
    digits = "".join(each for each in words["phone"] if each.isdigit())
    hrefs = {"telegram": f"https://t.me/+{digits}", "whatsapp": f"https://wa.me/{digits}", "phone": f"tel:+{digits}"}
    href = hrefs.get(words["way"], "") if digits else ""
    return [Link(words.say(f"question.write_{words['way']}"), href)] if href else []


def _answer(words: Words) -> Letter:
    """Nothing in it is by the visitor: whose address it is, only they say who left it."""
    return Letter(
        subject=words.say("answer.subject"), head=words["site"], heading=words.say("answer.heading"),
        said=str(words.places["text"]), actions=(Link(words.say("answer.action"), words["link"]),),
        foot=words.say("answer.foot_reply" if words.can_reply else "answer.foot"), human=True,
        aside=Link(words.say("answer.stop"), words.url),
    )  # fmt: skip


def _test(words: Words) -> Letter:
    return Letter(
        subject=words.say("test.subject"), head=words["site"], heading=words.say("test.heading"),
        lead=words.say("test.lead"), actions=(Link(words.say("test.action"), words.url),), foot=words.say("test.foot"),
    )  # fmt: skip


KINDS: dict[str, Callable[[Words], Letter]] = {
    "invitation": _invitation,
    "password_reset": _password_reset,
    "confirm_channel_address": _confirm_channel_address,
    "question": _question,
    "answer": _answer,
    "test": _test,
}
