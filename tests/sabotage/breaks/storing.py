"""Breaks of what is stored, and of what is said about it."""

from sabotage.breaks import SERVER, Break
from sabotage.copies import Edit

WRITER, DATABASE = SERVER + "storage/writer.py", SERVER + "storage/database.py"
CONVERSATIONS, ORDERS, DESK = (
    SERVER + "storage/conversations.py",
    SERVER + "domain/orders.py",
    SERVER + "domain/desk.py",
)
TESTS_OF_WRITER, TESTS_OF_RACES, TESTS_OF_RESUMING = (
    f"tests/{name}.py::test_" for name in ("storage/test_writer", "domain/test_races", "web/test_resume")
)

EARLY = """\
        def early(session: Session) -> list[Outcome]:
            outcomes = run_group(session, group)
            told = zip(group, outcomes, strict=True)
            loop.call_soon_threadsafe(lambda: [_answer(work, outcome) for work, outcome in told])
            return outcomes

        loop = asyncio.get_running_loop()
        try:
            return await self._database.write(early)
"""

STORING = (
    Break(
        "ack_before_commit",
        (
            Edit(
                WRITER,
                "                _answer(work, outcome)\n\n    async def",
                "                pass\n\n    async def",
            ),
            Edit(
                WRITER,
                "        try:\n"
                "            return await self._database.write(lambda session: run_group(session, group))\n",
                EARLY,
            ),
        ),
        (
            TESTS_OF_WRITER + "no_answer_comes_before_the_commit[sqlite]",
            TESTS_OF_RESUMING + "nobody_hears_of_what_was_not_committed",
        ),
    ),
    Break(
        "ack_though_commit_failed",
        (
            Edit(
                WRITER, "return [error if isinstance(error, Unavailable) else Unavailable(str(error))]", "return [None]"
            ),
        ),
        (
            TESTS_OF_WRITER + "a_database_that_fails_fails_the_whole_group[sqlite]",
            TESTS_OF_WRITER + "the_writer_goes_on_after_a_failed_group[sqlite]",
        ),
    ),
    Break(
        "publish_before_commit",
        (
            Edit(DESK, "                self.publish(outcome)\n", "                pass\n"),
            Edit(
                DESK,
                "        self._queue(lambda done: Bulk(self._orders.carry_out, order, done), reply)\n",
                "        loop = asyncio.get_running_loop()\n\n"
                "        def early(session: Session, orders: Sequence[Order]) -> list[Done | Refused]:\n"
                "            outcomes = self._orders.carry_out(session, orders)\n"
                "            for each in outcomes:\n"
                "                if isinstance(each, Done):\n"
                "                    loop.call_soon_threadsafe(self.publish, each)\n"
                "            return outcomes\n\n"
                "        self._queue(lambda done: Bulk(early, order, done), reply)\n",
            ),
        ),
        (TESTS_OF_RESUMING + "nobody_hears_of_what_was_not_committed",),
    ),
    Break(
        "half_a_failed_group_kept",
        (Edit(WRITER, "if isinstance(error, IntegrityError | DataError):", "if error is not None:"),),
        (TESTS_OF_WRITER + "a_database_that_fails_fails_the_whole_group[sqlite]",),
    ),
    Break(
        "no_uniqueness",
        (
            Edit(SERVER + "storage/tables.py", '        UniqueConstraint("author_id", "cid"),\n', ""),
            Edit(
                SERVER + "storage/migrations/versions/0001_first_tables.py",
                '        sa.UniqueConstraint("author_id", "cid", name=op.f("uq_entry_author_id_cid")),\n',
                "",
            ),
            Edit(CONVERSATIONS, "    wanted = list(set(keys))\n", "    wanted = list(set(keys))[:0]\n"),
        ),
        (
            TESTS_OF_RESUMING + "a_message_sent_again_is_stored_once_and_says_so",
            TESTS_OF_RACES + "a_message_retried_everywhere_at_once_is_stored_once[sqlite]",
            "tests/storage/test_constraints.py::test_the_database_refuses[sqlite]",
        ),
    ),
    Break(
        "no_uniqueness_in_the_database",
        (
            Edit(SERVER + "storage/tables.py", '        UniqueConstraint("author_id", "cid"),\n', ""),
            Edit(
                SERVER + "storage/migrations/versions/0001_first_tables.py",
                '        sa.UniqueConstraint("author_id", "cid", name=op.f("uq_entry_author_id_cid")),\n',
                "",
            ),
        ),
        (
            TESTS_OF_RESUMING + "a_message_sent_again_is_stored_once_and_says_so",
            "tests/storage/test_constraints.py::test_the_database_refuses[sqlite]",
        ),
    ),
    Break(
        "two_open_conversations",
        (
            Edit(
                ORDERS,
                "talk = self._open_here(guest) or self._stored(order, guest) or self._create(order, guest, named)",
                "talk = self._create(order, guest, named)",
            ),
            Edit(
                SERVER + "storage/tables.py",
                '        _some("uq_conversation_open", "state <> \'closed\'", "visitor_id", unique=True),\n',
                "",
            ),
            Edit(
                SERVER + "storage/migrations/versions/0001_first_tables.py",
                '"uq_conversation_open",\n            ["visitor_id"],\n            unique=True,',
                '"uq_conversation_open",\n            ["visitor_id"],\n            unique=False,',
            ),
        ),
        (
            TESTS_OF_RACES + "two_hundred_first_messages_of_one_visitor_are_one_conversation[sqlite]",
            TESTS_OF_RACES + "two_tabs_that_begin_at_the_same_instant_begin_one_conversation[sqlite]",
        ),
    ),
    Break(
        "order_by_time",
        (
            Edit(
                CONVERSATIONS,
                "where(col(Entry.seq) > after).order_by(col(Entry.seq))",
                "where(col(Entry.seq) > after).order_by(col(Entry.at))",
            ),
        ),
        (TESTS_OF_RESUMING + "a_clock_that_is_set_back_changes_no_order",),
    ),
    Break(
        "normal_for_full",
        (Edit(DATABASE, '"synchronous=FULL"', '"synchronous=NORMAL"'),),
        ("tests/storage/test_database.py::test_sqlite_is_opened_with_a_log_full_sync_and_foreign_keys",),
    ),
    Break(
        "stale_memory_believed",
        (Edit(CONVERSATIONS, '("id", "rev"), columns, alike) != len(alike)', '("id", "rev"), columns, alike) < 0'),),
        (
            TESTS_OF_RACES + "of_two_operators_who_click_at_once_one_has_it_and_the_other_is_told_who[sqlite]",
            TESTS_OF_RACES + "messages_claims_and_notes_from_everywhere_keep_one_dense_order[sqlite]",
        ),
    ),
)
