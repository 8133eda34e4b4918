"""Breaks of what others have reported of such systems: bells nobody hears, edited pages, odd clocks and keys."""

from sabotage.breaks import LINK, SERVER, Break
from sabotage.copies import Edit

CONSOLE = "console/src/"

EVERYDAY = (
    Break(
        "a_tab_that_cannot_ring_keeps_the_bell",
        (Edit(CONSOLE + "notices/bell.ts", 'this.desk.link.state === "live" && !this.asleep && ', ""),),
        ("bell.test.ts",),
    ),
    Break(
        "what_was_held_back_never_rings",
        (
            Edit(
                CONSOLE + "notices/bell.ts",
                "if (!this.lead.holds || isHushed(alert, this.listener) || this.asking.has(key)) return;",
                "if (isHushed(alert, this.listener)) this.ledger.tell(key);\n"
                "    if (!this.lead.holds || this.asking.has(key)) return;",
            ),
        ),
        ("bell.test.ts",),
    ),
    Break(
        "the_second_notification_is_mute",
        (Edit(CONSOLE + "notices/notices.ts", "{ body, silent }", "{ body, silent, tag: conv }"),),
        ("notices.test.ts",),
    ),
    Break(
        "kept_for_somebody_for_ever",
        (
            Edit(
                SERVER + "domain/conversation/keeping.py",
                'return "kept_silent" if now - talk.waiting_at >= rules.KEPT_FOR else ""',
                'return ""',
            ),
        ),
        (
            "tests/domain/test_keeping.py::"
            "test_who_comes_back_is_kept_for_the_last_owner_a_minute_and_then_calls_everybody",
        ),
    ),
    Break(
        "a_page_goes_on_as_somebody_else",
        (Edit(LINK + "client.ts", 'if (me() && frame.you.id !== me()) return connection.stop("person");', ""),),
        ("connection.test.ts",),
    ),
    Break(
        "a_wrapped_element_stops_the_page",
        (Edit(CONSOLE + "app/whole.ts", "childOf(this, next)", "next"),),
        ("whole.test.ts",),
    ),
    Break(
        "safaris_last_key_is_taken_for_enter",
        (Edit(LINK + "keys.ts", "isComposing || keyCode === 229;", "isComposing;"),),
        ("keys.test.ts",),
    ),
    Break(
        "this_machines_clock_decides",
        (Edit(LINK + "client.ts", "now: () => ahead + clock.ticks(),", "now: () => clock.now(),"),),
        ("connection.test.ts", "unsent-store.test.ts"),
    ),
    Break(
        "what_can_never_be_stored_is_tried_for_ever",
        (Edit(SERVER + "storage/engine/database.py", " or code.startswith(HOPELESS)", ""),),
        ("tests/storage/test_writer_failures.py::test_what_the_data_are_to_blame_for_fails_alone_and_for_good",),
    ),
    Break(
        "one_account_is_guessed_from_everywhere",
        (
            Edit(
                SERVER + "web/pages/sign_in.py",
                'Try(rate_limits.sign_ins_account, email, "too_many_elsewhere"),\n',
                "\n",
            ),
        ),
        ("tests/web/test_sign_in.py::test_one_account_is_not_guessed_from_many_addresses",),
    ),
    Break(
        "a_64_is_many_customers",
        (Edit(SERVER + "web/guard/origins.py", "ip_network((int(ip) >> 64 << 64, 64))", "ip"),),
        ("tests/web/test_sign_in.py::test_a_64_of_ipv6_is_one_address",),
    ),
    Break(
        "strangers_take_every_socket",
        (
            Edit(
                SERVER + "web/guard/places.py",
                "if len(self._strangers) >= self._of_strangers:",
                "if len(self._strangers) < 0:",
            ),
        ),
        ("tests/web/test_connection.py::test_strangers_leave_room_for_operators_and_for_those_who_talk",),
    ),
)
