"""People in the settings: invited, sent again, revoked; their place, their way out and in."""

import re
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from browser import PASSWORD, Browser, browsing, csrf_of, says, words
from clocks import Time, state
from house import Running
from peer import enter, held
from samovar.domain.people.links import digest
from samovar.storage.tables import Channel, Invitation, JournalEntry, Mail, Operator

PEOPLE, MOSCOW, KAZAN = "/settings/people", "channel-moscow-0000", "channel-kazan-0000"
IVAN, MARINA = f"{PEOPLE}/operator-ivan-000", f"{PEOPLE}/operator-marina-000"
LINK = re.compile(r">http://[^<]+(/invite/[\w-]{43})<")


async def all_of(at: Running, table: Any) -> list[Any]:
    return list(await at.house.services.database.read(lambda session: session.scalars(select(table)).all()))


async def post(browser: Browser, path: str, page: str = PEOPLE, **said: Any) -> Any:
    fields = {"csrf": await browser.csrf(page), **said}
    return await browser.post(path, data=fields, headers={"Origin": browser.origin})


async def invite(browser: Browser, who: str, **said: Any) -> Any:
    return await post(browser, PEOPLE, **({"who": who, "role": "operator", "channels": MOSCOW, "letters": "ru"} | said))


async def links(browser: Browser) -> list[str]:
    return LINK.findall((await browser.get(PEOPLE)).text)


async def verbs(at: Running) -> list[tuple[str, str]]:
    return sorted((each.what, each.verb) for each in await all_of(at, JournalEntry))


# ---------------------------------------------------------------- invitations


async def test_a_pasted_list_becomes_invitations_with_letters_and_links_that_work(on_each: Running):
    async with browsing(on_each, "secret-marina") as browser:
        pasted = "petr@olha.example\nlena@olha.example; Елена; старший; Казань"
        answer = await invite(browser, pasted, channels=[MOSCOW, KAZAN])
        assert (answer.status_code, answer.headers["location"]) == (303, f"{PEOPLE}?invited=2")
        letters = {each.recipient: each for each in await all_of(on_each, Mail)}
        assert letters.keys() == {"petr@olha.example", "lena@olha.example"}
        assert letters["petr@olha.example"].places["who"] == "Марина"
        shown = await links(browser)
        assert {each.places["path"] for each in letters.values()} == set(shown), "the same link in letter and browser"
    invited = {each.email: each for each in await all_of(on_each, Invitation)}
    lena, petr = invited["lena@olha.example"], invited["petr@olha.example"]
    assert (lena.name, lena.role, lena.channels) == ("Елена", "senior", [KAZAN])
    assert (petr.role, petr.channels) == ("operator", [MOSCOW, KAZAN])
    assert not any(each.id in "".join(shown) or digest(each.seed) == each.id for each in invited.values())
    async with browsing(on_each) as stranger:
        path = letters["lena@olha.example"].places["path"]
        assert (await stranger.submit(path, name="Елена", password=PASSWORD, grammar="she")).status_code == 303
    [made] = [each for each in await all_of(on_each, Operator) if each.email == "lena@olha.example"]
    assert made.role == "senior" and on_each.house.services.directory.channels_of(made.id) == {KAZAN}


async def test_what_cannot_be_invited_is_said_at_the_field_and_nobody_is(at: Running):
    refused = [
        ("", "people_nobody", {}),
        ("a@olha.example\nnonsense", "people_address", {"line": 2, "value": "nonsense"}),
        ("a@olha.example\nanna@olha.example", "people_works_here", {"email": "anna@olha.example", "person": "Анна"}),
        ("\n".join(f"{n}@olha.example" for n in range(3_000)), "people_many", {"count": 3_000, "most": 200}),
    ]
    async with browsing(at, "secret-marina") as browser:
        for who, key, places in refused:
            page = await invite(browser, who)
            assert page.status_code == 400 and says(page.text, f"pages.errors.{key}", **places), key
            assert who.split("\n")[0] in page.text, "what was typed stays"
        page = await post(browser, PEOPLE, who="a@olha.example", role="operator", letters="ru")
        assert says(page.text, "pages.errors.people_no_channel")
        many = "\n".join(f"{n}@o.example" for n in range(201))
        assert says((await invite(browser, many)).text, "pages.errors.people_many", count=201, most=200)
    assert await all_of(at, Invitation) == await all_of(at, Mail) == []


async def test_who_is_invited_already_is_not_invited_twice(at: Running):
    async with browsing(at, "secret-marina") as browser:
        await invite(browser, "petr@olha.example")
        page = await invite(browser, "PETR@olha.example")
        assert says(page.text, "pages.errors.people_invited", email="petr@olha.example")
    assert len(await all_of(at, Invitation)) == 1


async def test_sent_again_the_link_stays_and_two_clicks_send_one_letter(on_each: Running):
    async with browsing(on_each, "secret-marina") as browser:
        await invite(browser, "petr@olha.example")
        [before], [invitation] = await links(browser), await all_of(on_each, Invitation)
        said = {"email": "petr@olha.example", "after": invitation.mail_id}
        for _ in range(2):
            assert (await post(browser, f"{PEOPLE}/invitations/{invitation.id}", **said)).status_code == 303
        assert await links(browser) == [before]
    assert len(await all_of(on_each, Mail)) == 2
    assert await verbs(on_each) == [("invitation", "invited"), ("invitation", "resent")]


async def test_another_address_gets_another_link_and_the_first_opens_nothing(at: Running):
    async with browsing(at, "secret-marina") as browser:
        await invite(browser, "petr@olha.exmaple")
        [before], [invitation] = await links(browser), await all_of(at, Invitation)
        again = f"{PEOPLE}/invitations/{invitation.id}"
        page = await post(browser, again, email="anna@olha.example", after=invitation.mail_id)
        assert says(page.text, "pages.errors.people_works_here", email="anna@olha.example", person="Анна")
        assert await links(browser) == [before], "a refusal changes nothing"
        assert (await post(browser, again, email="petr@olha.example", after=invitation.mail_id)).status_code == 303
        [after] = await links(browser)
    async with browsing(at) as stranger:
        assert ((await stranger.get(before)).status_code, (await stranger.get(after)).status_code) == (410, 200)
    assert {each.recipient for each in await all_of(at, Mail)} == {"petr@olha.exmaple", "petr@olha.example"}


async def test_a_revoked_invitation_opens_nothing_and_leaves_the_list(at: Running):
    async with browsing(at, "secret-marina") as browser:
        await invite(browser, "petr@olha.example")
        [link], [invitation] = await links(browser), await all_of(at, Invitation)
        revoke = f"{PEOPLE}/invitations/{invitation.id}/revoke"
        assert (await post(browser, revoke)).status_code == 303
        assert await links(browser) == [] and (await browser.get(link)).status_code == 410
        assert (await post(browser, revoke)).status_code == 404
    assert await verbs(at) == [("invitation", "invited"), ("invitation", "revoked")]


async def test_a_letter_that_did_not_arrive_is_seen_at_its_row_with_the_servers_words(at: Running):
    def fail(session: Any) -> None:
        mail = session.scalars(select(Mail)).one()
        mail.state, mail.reason, mail.error = "failed", "refused", "550 5.1.1 <petr>: no such user"

    async with browsing(at, "secret-marina") as browser:
        await invite(browser, "petr@olha.example")
        assert says((await browser.get(PEOPLE)).text, "settings.people.mail.no_server")
        await at.house.services.database.write(fail)
        page = await browser.get(PEOPLE)
        assert "Не доставлено. Почтовый сервер отказался: проверьте адрес. «550 5.1.1 <petr>: no such user»" in words(
            page.text
        )


# ---------------------------------------------------------------- one person


def rev_of(html: str) -> str:
    return re.search(r'name="rev" value="(\d+)"', html)[1]  # type: ignore[index]


async def place(browser: Browser, page: str, path: str = IVAN, **said: Any) -> Any:
    fields = {"csrf": csrf_of(page), "rev": rev_of(page), "role": "operator", "channels": MOSCOW, "most": "0"} | said
    return await browser.post(path, data=fields, headers={"Origin": browser.origin})


async def test_another_place_is_theirs_at_once_and_the_journal_says_so_in_words(on_each: Running):
    [ivan] = await enter(on_each, "ivan")
    async with browsing(on_each, "secret-marina") as browser:
        page = (await browser.get(IVAN)).text
        saved = await place(browser, page, role="senior", channels=[MOSCOW, KAZAN], most="3")
        assert saved.status_code == 303 and await ivan.closes() == 1012
        member = on_each.house.services.directory.member("operator-ivan-000")
        assert member and (member.role, member.channels, member.most) == ("senior", {MOSCOW, KAZAN}, 3)
        journal = words((await browser.get("/settings/journal")).text)
        assert "Человек «Иван»: изменено" in journal and "Роль: Оператор → Старший" in journal
        assert "Каналы: Москва → Казань, Москва" in journal and "Разговоров сразу: 0 → 3" in journal


async def test_two_administrators_at_one_person_lose_nothing(at: Running):
    async with browsing(at, "secret-marina") as first, browsing(at, "secret-marina") as second:
        slow, quick = (await first.get(IVAN)).text, (await second.get(IVAN)).text
        await place(second, quick, channels=KAZAN)
        answer = await place(first, slow, channels=[MOSCOW, KAZAN])
        assert answer.status_code == 409 and "Каналы: Москва → Казань" in words(answer.text)
        assert at.house.services.directory.channels_of("operator-ivan-000") == {KAZAN}
        assert (await place(first, slow, channels=KAZAN, most="2")).status_code == 303, "other fields are nobody's loss"


async def test_bad_places_are_refused_at_the_field(at: Running):
    async with browsing(at, "secret-marina") as browser:
        page = (await browser.get(IVAN)).text
        for said, key in (
            ({"role": "owner"}, "people_no_role"), ({"channels": "gone"}, "people_gone_channel"),
            ({"most": "-1"}, "people_most"), ({"most": "many"}, "people_most"), ({"most": "101"}, "people_most"),
            ({"most": "9" * 5_000}, "people_most"),
        ):  # fmt: skip
            answer = await place(browser, page, **said)
            assert answer.status_code == 400 and says(answer.text, f"pages.errors.{key}", most=100), key
        own = (await browser.get(MARINA)).text
        assert says((await place(browser, own, MARINA)).text, "pages.errors.people_last")
    assert await all_of(at, JournalEntry) == []


async def test_who_is_disabled_is_out_at_once_holds_nothing_and_comes_in_again_when_enabled(on_each: Running):
    mary, ivan = await held(on_each, "ivan")
    async with browsing(on_each, "secret-marina") as browser, browsing(on_each, "secret-ivan") as his:
        assert (await post(browser, f"{IVAN}/disable", IVAN)).status_code == 303
        assert await ivan.closes() in (4401, 4403)
        assert (await his.get("/console")).headers["location"].startswith("/signin")
        assert says((await browser.get(IVAN)).text, "settings.people.is_disabled")
        await until_waiting(on_each, mary.conv)
        assert (await post(browser, f"{IVAN}/enable", IVAN)).status_code == 303
    assert (await on_each.house.services.database.read(ivan_of)).disabled_at is None
    assert await verbs(on_each) == [("operator", "disabled"), ("operator", "enabled")]


def ivan_of(session: Any) -> Operator:
    return session.scalars(select(Operator).where(col(Operator.id) == "operator-ivan-000")).one()  # type: ignore[no-any-return]


async def until_waiting(at: Running, conv: str) -> None:
    await Time(at).passes(0)
    assert (await state(at, conv)).owner_id is None


async def test_whoever_may_no_longer_invite_has_no_open_invitations(on_each: Running):
    async with browsing(on_each, "secret-marina") as browser:
        await post(browser, IVAN, IVAN, role="administrator", channels=MOSCOW, most="0", rev="0")
        async with browsing(on_each, "secret-ivan") as his:
            await invite(his, "petr@olha.example")
            await invite(his, "lena@olha.example")
        await invite(browser, "olga@olha.example")
        [petr] = [each for each in await links(browser) if each in await path_to(on_each, "petr@olha.example")]
        assert says((await browser.get(IVAN)).text, "settings.people.invitations_end", n=2)
        # Sent again by another administrator, it is that one's.
        lena = next(each for each in await all_of(on_each, Invitation) if each.email == "lena@olha.example")
        again = f"{PEOPLE}/invitations/{lena.id}"
        await post(browser, again, after=lena.mail_id, email=lena.email)
        assert says((await browser.get(IVAN)).text, "settings.people.invitations_end", n=1)
        await post(browser, IVAN, IVAN, role="senior", channels=MOSCOW, most="0", rev="1")
        page = words((await browser.get("/settings/journal")).text)
        assert "Приглашение «petr@olha.example»: отозвано" in page and "Кто приглашал: Иван → —" in page
    async with browsing(on_each) as stranger:
        refused = await stranger.get(petr)
        assert refused.status_code == 410 and says(refused.text, "pages.message.invite_used.what")
    left = {each.email for each in await all_of(on_each, Invitation)}
    assert left == {"lena@olha.example", "olga@olha.example"}


async def test_the_invitations_of_a_disabled_administrator_end(at: Running):
    async with browsing(at, "secret-marina") as browser:
        await post(browser, IVAN, IVAN, role="administrator", channels=MOSCOW, most="0", rev="0")
        async with browsing(at, "secret-ivan") as his:
            await invite(his, "petr@olha.example")
        await post(browser, f"{IVAN}/disable", IVAN)
        assert await all_of(at, Invitation) == [] and ("invitation", "revoked") in await verbs(at)
        await post(browser, f"{IVAN}/enable", IVAN)
        assert not says((await browser.get(IVAN)).text, "settings.people.invitations_end", n=1)


async def path_to(at: Running, email: str) -> str:
    return next(each.places["path"] for each in await all_of(at, Mail) if each.recipient == email)


async def test_nobody_disables_themselves_or_the_last_administrator(at: Running):
    async with browsing(at, "secret-marina") as browser:
        page = await post(browser, f"{MARINA}/disable", MARINA)
        assert page.status_code == 400 and says(page.text, "pages.errors.people_oneself")
        assert "danger__box" not in page.text, "the button is not there either"


async def test_an_administrator_sends_a_link_to_a_new_password_and_learns_nothing_of_it(at: Running):
    async with browsing(at, "secret-marina") as browser:
        assert (await post(browser, f"{IVAN}/password", IVAN)).status_code == 303
        [mail] = await all_of(at, Mail)
        assert (mail.kind, mail.recipient) == ("password_reset", "ivan@olha.example")
        assert mail.places["path"] not in (await browser.get(IVAN)).text
    async with browsing(at) as his:
        assert (await his.get(mail.places["path"])).status_code == 200


async def test_ending_sessions_closes_their_console_and_not_ones_own(at: Running):
    [ivan] = await enter(at, "ivan")
    async with browsing(at, "secret-marina") as browser:
        assert says((await browser.get(IVAN)).text, "settings.people.sessions", n=1)
        await post(browser, f"{IVAN}/sign-out", IVAN)
        assert await ivan.closes() == 4401
        assert says((await browser.get(IVAN)).text, "settings.people.no_sessions")
        await post(browser, f"{MARINA}/sign-out", MARINA)
        assert (await browser.get(PEOPLE)).status_code == 200
    assert await verbs(at) == [("operator", "signed_out")]


async def test_a_closed_channel_is_offered_to_nobody_but_to_whom_it_belongs(at: Running):
    def close(session: Any) -> None:
        session.get_one(Channel, KAZAN).closed_at = at.clock()

    await at.house.services.database.write(close)
    await at.house.services.directory.refresh()
    timur = f"{PEOPLE}/operator-timur-000"
    async with browsing(at, "secret-marina") as browser:
        pages = [(await browser.get(path)).text for path in (PEOPLE, IVAN, timur)]
        assert [f'value="{KAZAN}"' in page for page in pages] == [False, False, True]
        answer = await invite(browser, "petr@olha.example;;;Казань")
        assert says(answer.text, "pages.errors.people_channel", line=1, value="Казань")
