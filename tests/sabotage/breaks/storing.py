"""Breaks of what is stored, and of what is said about it."""

from sabotage.breaks import SERVER, Break
from sabotage.copies import Edit

WRITER, DATABASE = SERVER + "storage/engine/writer.py", SERVER + "storage/engine/database.py"
TABLES, FIRST = SERVER + "storage/tables/conversations.py", SERVER + "storage/migrations/versions/0001_first_tables.py"
ENTRIES, DESK = SERVER + "storage/queries/log_entries.py", SERVER + "domain/conversation/desk.py"
BATCH, OPENING = SERVER + "domain/conversation/batch.py", SERVER + "domain/conversation/opening.py"
TESTS_OF_WRITER, TESTS_OF_FAILURES, TESTS_OF_RACES, TESTS_OF_RESUMING = (
    f"tests/{name}.py::test_"
    for name in ("storage/test_writer", "storage/test_writer_failures", "domain/test_races", "web/test_resume")
)

COMMIT = """\
        try:
            outcomes = await self._carried_out(group)
"""
ANSWERING_BEFORE_IT = """\
        def early(session: Session) -> list[Outcome]:
            outcomes = run_group(session, group)
            loop.call_soon_threadsafe(lambda: [_tell(*each) for each in zip(group, outcomes)])
            __import__("time").sleep(0.02)
            return outcomes

        loop = asyncio.get_running_loop()
        try:
            await self._database.write(early)
"""
ANSWER = """\
        self._owed.append((group, outcomes))
"""
SUBMIT = """\
        try:
            self._writer.submit(Bulk(self._batch, command, partial(self._done, reply)))
"""
PUBLISHING_WITHIN_IT = """\
        loop, batch, publish = asyncio.get_running_loop(), self._batch, self.publisher.publish

        class Early:
            optimistic = None
            after_commit = batch.after_commit

            def carry_out(self, session: Any, items: Any) -> Any:
                outcomes = batch.carry_out(session, items)
                for each in outcomes:
                    if isinstance(each, Committed):
                        loop.call_soon_threadsafe(publish, each)
                return outcomes

        try:
            self._writer.submit(Bulk(Early(), command, partial(self._done, reply)))
"""
NO_CONSTRAINT = (
    Edit(TABLES, '        UniqueConstraint("cid", "author_id"),\n', ""),
    Edit(FIRST, '        sa.UniqueConstraint("cid", "author_id", name=op.f("uq_entry_cid_author_id")),\n', ""),
)
UNIQUE_NO_MORE = '"uq_conversation_open", "state <> \'closed\'", "visitor_id"'
INDEX = '"uq_conversation_open",\n            ["visitor_id"],\n            unique='

STORING = (
    Break(
        "ack_before_commit",
        (Edit(WRITER, COMMIT, ANSWERING_BEFORE_IT), Edit(WRITER, ANSWER, "")),
        (
            TESTS_OF_WRITER + "no_answer_comes_before_the_commit[sqlite]",
            TESTS_OF_RESUMING + "nobody_hears_of_what_was_not_committed",
            "tests/faults/test_crash_points.py::test_c2_c3_dies_at[c3-before-the-commit]",
        ),
    ),
    Break(
        "ack_though_commit_failed",
        (Edit(WRITER, "[error] * len(failed)", "[None] * len(failed)"),),
        (
            TESTS_OF_FAILURES + "a_database_that_fails_fails_the_whole_group[sqlite]",
            TESTS_OF_FAILURES + "the_writer_goes_on_after_a_failed_group[sqlite]",
        ),
    ),
    Break(
        "publish_before_commit",
        (Edit(DESK, "        self.publisher.publish(outcome)\n", ""), Edit(DESK, SUBMIT, PUBLISHING_WITHIN_IT)),
        (TESTS_OF_RESUMING + "nobody_hears_of_what_was_not_committed",),
    ),
    Break(
        "half_a_failed_group_kept",
        (Edit(WRITER, "        if not blames_data(error):\n            raise\n", ""),),
        (TESTS_OF_FAILURES + "a_database_that_fails_fails_the_whole_group[sqlite]",),
    ),
    Break(
        "later_ones_overtake",
        (Edit(WRITER, "        waiting, self._queue = self._queue, []\n", "        waiting: list[Work] = []\n"),),
        (
            "tests/web/test_order.py::"
            "test_what_was_sent_behind_a_message_that_the_database_refused_comes_after_it",
        ),
    ),
    Break(
        "failures_told_a_moment_later",
        (Edit(WRITER, "        self._answer()\n\n", "        asyncio.get_running_loop().call_soon(self._answer)\n\n"),),
        (TESTS_OF_FAILURES + "whoever_fails_hears_of_it_before_anything_else_happens[sqlite]",),
    ),
    Break(
        "no_uniqueness",
        (*NO_CONSTRAINT, Edit(ENTRIES, "    wanted = set(keys)\n", "    wanted = list(set(keys))[:0]\n")),
        (
            TESTS_OF_RESUMING + "a_message_sent_again_is_stored_once_and_says_so",
            TESTS_OF_RACES + "a_message_retried_everywhere_at_once_is_stored_once[sqlite]",
        ),
    ),
    Break(
        "no_uniqueness_in_the_database",
        NO_CONSTRAINT,
        (
            TESTS_OF_RESUMING + "a_message_sent_again_is_stored_once_and_says_so",
            "tests/storage/test_constraints.py::test_the_database_refuses[sqlite]",
        ),
    ),
    Break(
        "commands_done_twice",
        (Edit(BATCH, "return (by.id, cid) if by and cid else None", "return None"),),
        ("tests/web/test_card.py::test_a_correction_repeated_is_one_entry",),
    ),
    Break(
        "the_same_epoch_after_a_restore",
        (Edit(SERVER + "storage/engine/restore.py", "SET epoch = ?", "SET epoch = epoch WHERE ? = 0"),),
        ("tests/test_cli.py::test_a_copy_is_put_back_under_another_epoch",),
    ),
    Break(
        "two_open_conversations",
        (
            Edit(OPENING, "self._open_here(say.by) or self._to_go_on_with(say.by, now) or ", ""),
            Edit(TABLES, '"uq_conversation_open", "state <> \'closed\'", "visitor_id", unique=True', UNIQUE_NO_MORE),
            Edit(FIRST, INDEX + "True", INDEX + "False"),
        ),
        (
            TESTS_OF_RACES + "two_hundred_first_messages_of_one_visitor_are_one_conversation[sqlite]",
            TESTS_OF_RACES + "two_tabs_that_begin_at_the_same_instant_begin_one_conversation[sqlite]",
        ),
    ),
    Break(
        "order_by_time",
        (
            Edit(ENTRIES, "seq).order_by(_table.c.seq)", "seq).order_by(_table.c.at)"),
            Edit(ENTRIES, "order_by(_table.c.seq.desc())", "order_by(_table.c.at.desc())"),
        ),
        ("tests/faults/test_clock.py::test_c21_a_jumping_clock_changes_nothing_but_the_times_shown",),
    ),
    Break(
        "normal_for_full",
        (Edit(DATABASE, '"synchronous=FULL"', '"synchronous=NORMAL"'),),
        (
            "tests/storage/test_database.py::test_sqlite_is_opened_with_a_log_full_sync_and_foreign_keys",
            "tests/faults/test_disk.py::test_c4_each_ack_comes_after_an_fdatasync_of_what_was_received",
        ),
    ),
)  # fmt: skip
