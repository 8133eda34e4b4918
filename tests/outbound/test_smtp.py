"""How the mail server is spoken to: encryption, names and passwords, alphabets, reports."""

import ssl
from email import message_from_bytes, policy
from mailbox import Mailbox, mailbox
from pathlib import Path

import pytest

from samovar.mailservers import MailServer, NoMailServer, mail_server
from samovar.outbound import smtp
from samovar.outbound.worker import GiveUp, TryAgain
from upkeep.certificates import Authority

LETTER = message_from_bytes(b"From: chat@olha.example\r\nTo: r@olha.example\r\n\r\nhi\r\n", policy=policy.SMTP)


async def given_over() -> None:
    """The worker would write it down here."""


async def send(box: Mailbox, url: str, to: str = "r@olha.example", reported: bool = False) -> None:
    server = mail_server(url.format(port=box.port), "smtp")
    await smtp.send(server, to, LETTER, given_over, reported=reported)  # type: ignore[arg-type]


async def refused(box: Mailbox, url: str, **more: str) -> str:
    with pytest.raises(TryAgain) as error:
        await send(box, url, **more)
    return error.value.reason


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
async def test_a_letter_goes_over_tls_to_whom_it_is_meant_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, scheme: str
):
    authority = Authority(tmp_path)
    certificate, context = authority.certificate(), ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate.file, certificate.key)
    url = f"{scheme}://chat:tea@127.0.0.1:{{port}}?from=chat@olha.example"
    async with mailbox(tls=context, at_once=scheme == "smtps", password="tea") as box:
        assert await refused(box, url) == "tls"
        monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
        assert await refused(box, url.replace("tea", "coffee")) == "signin"
        await send(box, url)
    assert len(box.letters) == 1


async def test_without_starttls_nothing_is_said_in_the_open():
    async with mailbox() as box:
        assert await refused(box, "smtp://chat:tea@127.0.0.1:{port}?from=chat@olha.example") == "tls"
    assert box.letters == []


PLAINLY = "smtp://127.0.0.1:{port}?tls=none&from=chat@olha.example"


async def test_addresses_in_other_alphabets_go_where_they_are_known(monkeypatch: pytest.MonkeyPatch):
    async with mailbox() as box:
        await send(box, PLAINLY, "anna@ольха.рф")
        await send(box, PLAINLY, "анна@ольха.рф")
        assert [each.rcpt_tos for each in box.envelopes] == [
            ["anna@xn--80avi3a8a.xn--p1ai"],
            ["анна@xn--80avi3a8a.xn--p1ai"],
        ]
        monkeypatch.setattr(smtp.SMTP, "supports_extension", lambda self, name: False)
        with pytest.raises(GiveUp) as error:
            await send(box, PLAINLY, "анна@ольха.рф")
        assert error.value.reason == "alphabet"


async def test_servers_that_can_are_asked_to_say_when_it_has_arrived():
    async with mailbox() as box, mailbox(reports=True) as able:
        await send(box, PLAINLY, reported=True)
        await send(able, PLAINLY)
        await send(able, PLAINLY, reported=True)
    assert (box.asked, able.asked) == ([""], ["", "SUCCESS,FAILURE"])


async def test_a_sender_that_the_server_does_not_take_is_a_setting_of_ours():
    async with mailbox(sender="550 5.7.1 not yours") as box:
        assert await refused(box, PLAINLY) == "sender"


URLS = {
    "smtps://a%40b.example:p%3Aw@mail.example": MailServer(
        host="mail.example", port=465, tls="tls", username="a@b.example", password="p:w", sender="a@b.example"
    ),
    "smtp://mail.example?from=a@b.example": MailServer(
        host="mail.example", port=587, tls="starttls", sender="a@b.example"
    ),
    "smtp://mail.example:2525?tls=none&from=a@b.example": MailServer(
        host="mail.example", port=2525, tls="none", sender="a@b.example"
    ),
}  # fmt: skip


@pytest.mark.parametrize("url", URLS)
def test_an_address_of_a_server_says_how_it_is_spoken_to(url: str):
    assert mail_server(url, "smtp") == URLS[url]
    assert "p:w" not in repr(mail_server(url, "smtp"))


BAD = ["mail.example", "http://mail.example", "smtp://mail.example", "smtp://:25", "smtp://m.example:x", "smtp://chat:x@m.example",
       "smtp://m.example?from=a@b.example&cc=c@d.example", "imap://a%40b.example@m.example"]  # fmt: skip


@pytest.mark.parametrize("url", BAD)
def test_what_is_no_server_is_refused(url: str):
    with pytest.raises(NoMailServer):
        mail_server(url, "smtp")
