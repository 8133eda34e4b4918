"""Breaks of who may come in, and do what."""

from sabotage.breaks import SERVER, Break
from sabotage.copies import Edit

VISITOR, RULES, SOCKETS = (
    SERVER + "web/visitor/side.py",
    SERVER + "domain/conversation/rules.py",
    SERVER + "web/endpoints/sockets.py",
)
TESTS_OF_ACCESS, TESTS_OF_TOKENS, TESTS_OF_LINES, TESTS_OF_LIMITS_OF_LINES, TESTS_OF_WIDGET = (
    f"tests/web/test_{name}.py::test_"
    for name in ("access", "tokens", "long_poll_doors", "long_poll_limits", "widget_questions")
)

NO_PAGE_TOKEN = ("return bool(_load(self._page, token, PAGE_LASTS) == session_key)", "return True")

DOORS = (
    Break(
        "no_origin_check_for_visitors",
        (Edit(SOCKETS, "return 0 if known else FORBIDDEN", "return 0"),),
        (
            TESTS_OF_ACCESS + "the_visitors_door_opens_to_pages_of_our_sites_only",
            TESTS_OF_LINES + "only_pages_of_our_own_get_a_line",
        ),
    ),
    Break(
        "no_origin_check_for_operators",
        (Edit(SOCKETS, "if origin not in self.services.settings.origins:", "if not origin and origin:"),),
        (
            TESTS_OF_ACCESS + "the_operators_door_opens_to_our_own_pages_only",
            TESTS_OF_LINES + "only_pages_of_our_own_get_a_line",
        ),
    ),
    Break(
        "another_sites_page_speaks",
        (Edit(VISITOR, "if site is None or origin not in site.origins:", "if site is None:"),),
        (TESTS_OF_ACCESS + "a_page_of_one_site_does_not_speak_for_visitors_of_another",),
    ),
    Break(
        "no_session_needed",
        (
            Edit(
                SOCKETS,
                "            return wire.CloseCode.TOKEN\n",
                "            who = self.services.directory.operators()[0]\n",
            ),
            Edit(SERVER + "web/guard/tokens.py", *NO_PAGE_TOKEN),
        ),
        (TESTS_OF_TOKENS + "without_a_living_session_nobody_is_an_operator",),
    ),
    Break(
        "no_token_of_the_page",
        (
            Edit(SERVER + "web/guard/tokens.py", *NO_PAGE_TOKEN),
        ),
        (TESTS_OF_TOKENS + "the_cookie_alone_is_not_enough",),
    ),
    Break(
        "no_signature_needed",
        (
            Edit(
                SERVER + "web/guard/tokens.py",
                "        value, made = serializer.loads(token, return_timestamp=True)\n",
                "        return cast(object, serializer.loads_unsafe(token)[1])\n",
            ),
        ),
        (
            TESTS_OF_TOKENS + "a_spoiled_token_opens_nothing",
            TESTS_OF_TOKENS + "every_single_changed_letter_of_a_token_is_noticed",
        ),
    ),
    Break(
        "no_authorisation_of_a_visitors_reading",
        (
            Edit(
                SERVER + "domain/reading/visitor.py",
                "        if talk.visitor_id != self._visitor.id:\n",
                "        if talk.visitor_id == '':\n",
            ),
        ),
        (TESTS_OF_ACCESS + "what_is_not_ones_own_is_answered_like_what_is_not_there",),
    ),
    Break(
        "no_authorisation_of_a_visitors_writing",
        (
            Edit(
                SERVER + "domain/conversation/opening.py",
                "        if conv and (named is None or named.visitor_id != say.by.id):\n",
                "        if conv and named is None:\n",
            ),
            Edit(RULES, "    if talk.visitor_id != guest.id:\n", "    if talk.visitor_id == '':\n"),
        ),
        (TESTS_OF_ACCESS + "what_is_not_ones_own_is_answered_like_what_is_not_there",),
    ),
    Break(
        "no_authorisation_of_an_operators_reading",
        (
            Edit(
                SERVER + "domain/reading/operator.py",
                "        rules.require_read(self._member, found.talk, found.holder == self._member.id)\n",
                "",
            ),
        ),
        (
            TESTS_OF_ACCESS + "what_is_not_ones_own_is_answered_like_what_is_not_there",
            TESTS_OF_ACCESS + "what_a_colleague_holds_is_known_but_closed",
        ),
    ),
    Break(
        "no_authorisation_of_closing",
        (Edit(RULES, "    if talk.owner_id != member.id:\n", "    if talk.owner_id == '':\n"),),
        ("tests/domain/test_rules.py::test_only_the_owner_acts_and_only_under_the_present_number",),
    ),
    Break(
        "no_fencing_number",
        (Edit(RULES, "    if lock != talk.lock:\n", "    if talk.lock < 0:\n"),),
        (
            "tests/web/test_transfer.py::test_a_stale_number_is_refused_and_the_visitor_sees_nothing",
            "tests/domain/test_rules.py::test_only_the_owner_acts_and_only_under_the_present_number",
        ),
    ),
    Break(
        "everybody_wins_the_claim",
        (
            Edit(
                RULES,
                "    if talk.owner_id is not None:\n",
                "    if talk.owner_id == '':\n",
            ),
        ),
        ("tests/domain/test_races.py::test_a_thousand_claims_of_one_talk_have_one_winner[sqlite]",),
    ),
    Break(
        "notes_to_visitors",
        (
            Edit(
                SERVER + "storage/queries/log_entries.py",
                'return chosen.where(_table.c.audience == "all") if visitor else chosen',
                "return chosen",
            ),
            Edit(SERVER + "domain/delivery/feed.py", ' or not (self._notes or entry.audience == "all")', ""),
        ),
        ("tests/web/test_visitors_view.py::test_no_frame_ever_tells_of_notes_transfers_and_moves",),
    ),
    Break(
        "trust_x_forwarded_for",
        (Edit(SERVER + "serve.py", "forwarded_allow_ips=settings.proxies", 'forwarded_allow_ips="*"'),),
        (
            TESTS_OF_WIDGET + "the_address_is_the_visitors_even_behind_a_proxy",
            TESTS_OF_LIMITS_OF_LINES + "an_address_is_believed_from_our_own_proxy_only",
        ),
    ),
    Break(
        "settings_for_everybody",
        (
            Edit(
                SERVER + "web/settings/base.py",
                'if not self.entry.everybody and who.operator.role != "administrator":',
                "if False:",
            ),
        ),
        ("tests/web/test_who_may.py::test_each_route_answers_each_caller_as_the_table_says",),
    ),
    Break(
        "the_second_of_two_overwrites_the_first",
        (Edit(SERVER + "domain/company/journal.py", "raise ChangedSince(others)", "pass"),),
        (
            "tests/web/test_settings_pages.py::"
            "test_the_second_of_two_at_one_form_is_told_what_the_first_has_changed[sqlite]",
        ),
    ),
    Break(
        "no_limit_of_messages",
        (Edit(SERVER + "web/guard/rate_limits.py", "wait := self.messages.take(visitor)", "wait := 0.0"),),
        ("tests/web/test_rates.py::test_messages_come_in_a_burst_then_are_told_to_wait",),
    ),
    Break(
        "a_line_is_anybodys",
        (
            Edit(
                SERVER + "web/endpoints/long_polls.py",
                "if of != side or not self._sockets.same_caller(side, scope, request.scope):",
                "if of is None:",
            ),
        ),
        (TESTS_OF_LINES + "a_line_is_nobodys_who_does_not_stand_where_it_was_opened",),
    ),
)  # fmt: skip
