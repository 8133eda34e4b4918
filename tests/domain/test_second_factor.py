"""Codes from an app and on paper: right ones once, wrong ones never."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlmodel import col

from browser import EMAIL, PASSWORD, hire
from codes import shown, with_app
from house import Running, running
from newcomers import count, operator
from samovar.domain.people.accounts import CodeNeeded
from samovar.domain.people.second_factor import UsedCode, WrongCode, new_codes, new_secret
from samovar.sealing import BrokenSeal, Seal
from samovar.storage.tables import Operator, RecoveryCode, SecondFactor


async def who(at: Running) -> Operator:
    return await operator(at, EMAIL)


async def test_a_code_counts_once(on_each: Running):
    secret, _ = await with_app(on_each)
    factor, petr = on_each.house.services.second_factor, await who(on_each)
    await factor.check(petr.id, shown(secret, on_each))
    with pytest.raises(UsedCode):
        await factor.check(petr.id, shown(secret, on_each))


async def test_the_same_code_many_times_at_once_counts_once(on_each: Running):
    secret, _ = await with_app(on_each)
    factor, petr = on_each.house.services.second_factor, await who(on_each)
    code = shown(secret, on_each)
    came = await asyncio.gather(*(factor.check(petr.id, code) for _ in range(5)), return_exceptions=True)
    assert sorted(type(each).__name__ for each in came) == ["NoneType"] + ["UsedCode"] * 4


async def test_a_code_of_before_the_last_one_used_is_worth_nothing(at: Running):
    secret, _ = await with_app(at)
    factor, petr = at.house.services.second_factor, await who(at)
    await factor.check(petr.id, shown(secret, at, 30))
    with pytest.raises(UsedCode):
        await factor.check(petr.id, shown(secret, at))


@pytest.mark.parametrize(("later", "right"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
async def test_clocks_may_be_half_a_minute_apart_and_not_more(at: Running, later: float, right: bool):
    secret, _ = await with_app(at)
    at.clock.ahead += timedelta(seconds=60)
    factor, petr = at.house.services.second_factor, await who(at)
    check = factor.check(petr.id, shown(secret, at, later))
    if right:
        await check
    else:
        with pytest.raises(WrongCode):
            await check


@pytest.mark.parametrize("spell", [str.upper, lambda code: code.replace("-", " "), lambda code: f" {code} "])
async def test_a_code_on_paper_counts_once_however_it_is_typed(on_each: Running, spell):
    _, paper = await with_app(on_each)
    factor, petr = on_each.house.services.second_factor, await who(on_each)
    assert await factor.paper_left(petr.id) == 10
    await factor.check(petr.id, spell(paper[3]))
    assert await factor.paper_left(petr.id) == 9
    with pytest.raises(WrongCode):
        await factor.check(petr.id, paper[3])


@pytest.mark.parametrize("typed", ["", "000000", "12345", "1234567", "abcd-efgh-jkmn-pqrs", "٣٤٥", "x" * 10_000, "\0"])
async def test_anything_else_is_wrong(at: Running, typed: str):
    await with_app(at)
    with pytest.raises(WrongCode):
        await at.house.services.second_factor.check((await who(at)).id, typed)


async def test_a_colleagues_codes_are_worth_nothing(at: Running):
    secret, paper = await with_app(at)
    factor, mine = at.house.services.second_factor, new_secret()
    await factor.switch_on("operator-anna-000", mine, shown(mine, at))
    for code in (shown(secret, at), paper[0]):
        with pytest.raises(WrongCode):
            await factor.check("operator-anna-000", code)


async def test_new_codes_on_paper_replace_those_before(at: Running):
    _, paper = await with_app(at)
    factor, petr = at.house.services.second_factor, await who(at)
    fresh = await factor.new_paper(petr.id)
    with pytest.raises(WrongCode):
        await factor.check(petr.id, paper[0])
    await factor.check(petr.id, fresh[0])


async def test_an_app_that_shows_something_else_is_not_switched_on(at: Running):
    await hire(at)
    petr = await who(at)
    with pytest.raises(WrongCode):
        await at.house.services.second_factor.switch_on(petr.id, new_secret(), "123456")
    assert await at.house.services.second_factor.paper_left(petr.id) is None


async def test_switched_off_nothing_is_kept(at: Running):
    await with_app(at)
    await at.house.services.second_factor.switch_off((await who(at)).id, by=None)
    assert (await count(at, SecondFactor), await count(at, RecoveryCode)) == (0, 0)
    assert await at.house.services.accounts.sign_in(EMAIL, PASSWORD)


async def test_with_a_second_factor_the_password_is_not_enough(at: Running):
    await with_app(at)
    with pytest.raises(CodeNeeded) as half:
        await at.house.services.accounts.sign_in(EMAIL, PASSWORD)
    assert half.value.operator.email == EMAIL


async def test_neither_secret_nor_codes_are_in_the_database(at: Running):
    secret, paper = await with_app(at)

    def kept(session) -> str:
        rows = [*session.scalars(select(col(SecondFactor.secret))), *session.scalars(select(col(RecoveryCode.id)))]
        return " ".join(rows)

    text = await at.house.services.database.read(kept)
    assert text and not [each for each in (secret, *paper) if each in text or each.replace("-", "") in text]


async def test_without_the_signing_key_paper_still_opens(at: Running, tmp_path: Path, caplog):
    secret, paper = await with_app(at)
    petr, ahead = await who(at), at.clock.ahead
    async with running(tmp_path, at.settings.database_url, filled=False, secret="another" * 10) as other:
        other.clock.ahead = ahead
        with pytest.raises(WrongCode):
            await other.house.services.second_factor.check(petr.id, shown(secret, other))
        assert "sealed with a key that is not here" in caplog.text
        await other.house.services.second_factor.check(petr.id, paper[0])


def test_no_two_codes_are_alike():
    codes = [each for _ in range(100) for each in new_codes()]
    assert len(set(codes)) == 1000 and all(len(each) == 19 for each in codes)


def test_an_older_key_still_opens_and_a_stranger_s_does_not():
    old, new = "a" * 40, "b" * 40
    sealed = Seal([old]).close("секрет")
    assert Seal([old, new]).open(sealed) == "секрет" and "секрет" not in sealed
    for keys, text in (([new], sealed), ([old], sealed[:-2] + "AA"), ([old], ""), ([old], "не печать")):
        with pytest.raises(BrokenSeal):
            Seal(keys).open(text)
