"""Breaks of how what is stored reaches people: live, after an absence, past slow ones."""

from sabotage.breaks import SERVER, Break
from sabotage.copies import Edit

VISITOR, CONNECTION = SERVER + "web/visitor/side.py", SERVER + "web/connection/connection.py"
FEED, FOLLOWING = SERVER + "domain/delivery/feed.py", SERVER + "web/connection/subscriptions.py"
TRANSPORT, WATCH = SERVER + "web/transport/protocols.py", SERVER + "domain/delivery/reconcile.py"
SUBSCRIBING = "        self._services.hub.subscribe(visitor_topic(self.person), self._connection)\n"
(
    TESTS_OF_RESUMING,
    TESTS_OF_CONNECTIONS,
    TESTS_OF_SLOW_READERS,
    TESTS_OF_WATCH,
    TESTS_OF_LINES,
    TESTS_OF_LIMITS_OF_LINES,
) = (
    f"tests/web/test_{name}.py::test_"
    for name in ("resume", "connection", "slow_readers", "reconcile", "long_polls", "long_poll_limits")
)

PULL = """\
    def _pull(self) -> None:
        sockets, self._sockets = self._sockets, []
        for socket in sockets:
"""
PULL_ONE_BY_ONE = """\
    def _pull(self) -> None:
        import asyncio

        sockets, self._sockets = self._sockets, []
        before = getattr(self, "_before", None)

        async def one_by_one() -> None:
            if before is not None:
                await before
            for socket in sockets:
                socket.uncork()
                while socket.waiting() and not socket.transport.is_closing():
                    await asyncio.sleep(0.005)

        self._before = sockets[0].loop.create_task(one_by_one())
        for socket in ():
"""

TELLING = (
    Break(
        "subscribe_after_reading",
        (
            Edit(VISITOR, SUBSCRIBING, ""),
            Edit(
                VISITOR,
                "        await self._welcome(hello)\n",
                "        await self._welcome(hello)\n" + SUBSCRIBING,
            ),
        ),
        (TESTS_OF_RESUMING + "a_visitor_is_told_after_the_welcome_what_happened_before_it",),
    ),
    Break(
        "told_before_the_welcome",
        (Edit(CONNECTION, "self._early.append((topic, item))", "self.side and self.side.on_event(topic, item)"),),
        (TESTS_OF_RESUMING + "a_visitor_is_told_after_the_welcome_what_happened_before_it",),
    ),
    Break(
        "no_gap_rule_in_the_server",
        (Edit(FEED, "        if before > self.cursor:\n", "        if before < 0:\n"),),
        (TESTS_OF_RESUMING + "what_the_live_path_left_out_is_read_before_what_comes_after_it",),
    ),
    Break(
        "old_entries_again",
        (Edit(FEED, "if entry.seq <= self.cursor or not", "if not"),),
        (TESTS_OF_RESUMING + "a_visitor_is_told_after_the_welcome_what_happened_before_it",),
    ),
    Break(
        "any_cursor_believed",
        (
            Edit(
                VISITOR,
                "if found is None or hello.epoch != self._services.epoch or cursor.seq > found.talk.last_seq:",
                "if found is None:",
            ),
        ),
        (
            TESTS_OF_RESUMING + "a_place_that_does_not_fit_this_history_starts_over[4-None]",
            TESTS_OF_RESUMING + "cursors_without_an_epoch_start_over",
        ),
    ),
    Break(
        "await_in_the_loop",
        (Edit(TRANSPORT, PULL, PULL_ONE_BY_ONE),),
        (TESTS_OF_SLOW_READERS + "a_reader_who_leaves_a_megabyte_unread_is_dropped_and_others_never_wait",),
    ),
    Break(
        "no_bound_on_what_is_unread",
        (Edit(CONNECTION, "self.socket.waiting() > self.services.limits.queue_bytes", "self.socket.waiting() < 0"),),
        (
            TESTS_OF_SLOW_READERS + "a_reader_who_leaves_a_megabyte_unread_is_dropped_and_others_never_wait",
            TESTS_OF_LIMITS_OF_LINES + "whoever_leaves_too_much_unread_is_told_to_come_back",
        ),
    ),
    Break(
        "no_write_deadline",
        (Edit(TRANSPORT, "self._stalled = self.loop.call_later(self.write_deadline, self.abort)", "pass"),),
        (TESTS_OF_SLOW_READERS + "a_reader_who_takes_nothing_for_too_long_is_dropped",),
    ),
    Break(
        "no_reading_deadline",
        (
            Edit(
                SERVER + "web/transport/http_deadline.py",
                "self._deadline = self.loop.call_later(self.head_deadline, self._too_slow)",
                "pass",
            ),
        ),
        (
            TESTS_OF_CONNECTIONS + "half_a_request_is_not_waited_for",
            TESTS_OF_CONNECTIONS + "half_a_second_request_is_not_waited_for_either",
        ),
    ),
    Break(
        "a_flood_is_taken_in_one_go",
        (Edit(SERVER + "web/transport/intake.py", "(turn := turn or Turn()).over()", "False"),),
        ("tests/web/test_floods.py::test_the_others_come_first_after_some_frames",),
    ),
    Break(
        "a_flood_is_never_closed",
        (Edit(SERVER + "web/transport/intake.py", "if wait := self.arrivals.take():", "if wait := 0:"),),
        ("tests/web/test_floods.py::test_three_times_the_limit_of_any_frame_ends_the_socket",),
    ),
    Break(
        "no_hello_deadline",
        (Edit(CONNECTION, "asyncio.timeout(self.services.limits.hello_seconds)", "asyncio.timeout(None)"),),
        (TESTS_OF_CONNECTIONS + "whoever_says_nothing_is_sent_away",),
    ),
    Break(
        "no_window_for_a_crowd",
        (
            Edit(
                SERVER + "web/services.py",
                "min(30_000, max(1_000, self.rate_limits.sockets * 1000 // 300))",
                "1_000",
            ),
        ),
        (TESTS_OF_CONNECTIONS + "the_window_for_coming_back_grows_with_the_crowd",),
    ),
    Break(
        "no_window_after_a_stop",
        (Edit(SERVER + "serve.py", "min(COME_BACK_LAST_MS, COME_BACK_FIRST_MS + spread)", "COME_BACK_FIRST_MS"),),
        (TESTS_OF_CONNECTIONS + "a_stopping_server_says_when_to_come_back_and_keeps_committing_meanwhile",),
    ),
    Break(
        "the_watch_sleeps",
        (Edit(WATCH, "        behind = self._pursue()\n", "        behind = self._pursue()[:0]\n"),),
        (TESTS_OF_WATCH + "with_a_broken_live_path_both_sides_get_each_message_by_asking[hub]",),
    ),
    Break(
        "no_alarm",
        (Edit(WATCH, "        self._alarms.judge()\n", ""),),
        (TESTS_OF_WATCH + "one_skipped_message_is_an_alarm_until_another_came_in_time",),
    ),
    Break(
        "a_silent_line_counts_for_ever",
        (Edit(SERVER + "live/presence.py", "now - max(connections.values()) - self._lease", "-self._lease"),),
        ("tests/domain/test_clockwork.py::test_a_silent_connection_is_an_absent_owner_too",),
    ),
    Break(
        "a_lost_answer_stays_lost",
        (
            Edit(
                SERVER + "web/transport/long_poll.py",
                "        if seen == self.answers - 1:\n            return self._kept\n",
                "        seen = self.answers\n",
            ),
        ),
        (TESTS_OF_LINES + "an_answer_that_got_lost_comes_again",),
    ),
)
