"""Breaks of what people are shown: who is there, what waits, what holds them, what they are promised."""

from sabotage.breaks import LINK, SERVER, Break
from sabotage.copies import Edit

WIDGET, CONSOLE = "widget/src/", "console/src/"
TEAMS, WAITING = "tests/web/test_teams.py::test_", "tests/web/test_waiting.py::test_"

SHOWING = (
    Break(
        "a_held_message_has_no_time",
        (
            Edit(LINK + "outbox/outbox.ts", "HOPEFUL = /waiting|sending/", "HOPEFUL = /sending/"),
            Edit(
                LINK + "outbox/outbox.ts",
                '{ state: "waiting", reason, until });\n',
                '{ state: "waiting", reason, until });\n      clock.after(until - clock.ticks(), pump);\n',
            ),
        ),
        ("patience.test.ts",),
    ),
    Break(
        "limits_count_addresses",
        (
            Edit(
                SERVER + "web/visitor/side.py",
                "rate_limits.message(self._me.id, begins)",
                "rate_limits.message(self._connection.address, begins)",
            ),
        ),
        ("tests/web/test_rates.py::test_new_conversations_of_one_visitor_are_limited_and_not_those_of_an_address",),
    ),
    Break(
        "new_visitors_are_held_in_silence",
        (
            Edit(
                SERVER + "web/endpoints/embed.py",
                "self._services.holds.refused(refusal, customer_of(request.scope))",
                "pass",
            ),
        ),
        ("tests/web/test_widget_questions.py::test_new_visitors_of_one_address_are_limited_and_known_ones_not",),
    ),
    Break(
        "windows_are_not_told_who_comes",
        (Edit(SERVER + "web/visitor/teams.py", "self.throttle.say(PEOPLE, True)", "pass"),),
        (TEAMS + "who_is_gone_without_a_word_is_gone_when_the_lease_ends",),
    ),
    Break(
        "the_window_shows_the_page_load",
        (Edit(WIDGET + "panel/state.ts", "[state.there, state.started].find", "[state.started].find"),),
        ("people.test.ts",),
    ),
    Break(
        "the_button_stays_in_its_city",
        (
            Edit(
                WIDGET + "panel/store.ts", "=== channelOf(state)) shell.met", "=== shell.started.channel?.id) shell.met"
            ),
        ),
        ("news.test.ts",),
    ),
    Break(
        "what_nobody_answered_is_no_slow_answer",
        (
            Edit(
                SERVER + "storage/queries/pace.py",
                'literal_column("staffed"))',
                'literal_column("staffed"), col(tables.Conversation.answered_at).is_not(None))',
            ),
        ),
        ("tests/domain/test_pace.py::test_what_nobody_answered_counts_as_the_slowest",),
    ),
    Break(
        "a_break_goes_on_for_ever",
        (Edit(SERVER + "domain/people/attendance.py", "> STAY", "> 1e9"),),
        ("tests/web/test_who_is_here.py::test_a_break_does_not_last_over_a_long_absence",),
    ),
    Break(
        "who_was_read_is_done",
        (
            Edit(
                CONSOLE + "desk/counts.ts", "(Boolean(row.waiting) || (row.unread ?? 0) > 0)", "(row.unread ?? 0) > 0"
            ),
            Edit(CONSOLE + "desk/rows.ts", "Math.max(row.unread ?? 0, row.unanswered ?? 0)", "(row.unread ?? 0)"),
        ),
        ("inbox.test.ts",),
    ),
    Break(
        "those_who_left_head_the_queue",
        (Edit(CONSOLE + "inbox/groups.ts", 'return isHere(row) ? "waiting" : "left";', 'return "waiting";'),),
        ("inbox.test.ts",),
    ),
    Break(
        "the_last_words_for_the_question",
        (
            Edit(
                SERVER + "domain/reading/views.py",
                "question=talk.question",
                "question=talk.last_text",
            ),
        ),
        (WAITING + "the_row_shows_the_question_and_how_many_messages_wait",),
    ),
    Break(
        "the_greeting_is_in_no_log",
        (Edit(SERVER + "domain/conversation/opening.py", 'if wanted.origin == "invited":', "if False:"),),
        ("tests/web/test_greeting.py::test_both_sides_read_what_the_visitor_answers_to",),
    ),
    Break(
        "one_row_that_changes_draws_them_all",
        (Edit(CONSOLE + "inbox/row.tsx", "ConvRow = memo((", "ConvRow = ((view) => view)(("),),
        ("draws.test.ts",),
    ),
    Break(
        "what_cannot_be_fetched_is_not_told",
        (Edit(WIDGET + "panel/parts.ts", "missing.add(name);", ""),),
        ("parts.test.ts",),
    ),
)
