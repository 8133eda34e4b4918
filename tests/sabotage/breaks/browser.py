"""Breaks of the browser's half of the protocol."""

from sabotage.breaks import LINK, Break
from sabotage.copies import Edit

BROWSER = (
    Break(
        "no_jitter",
        (
            Edit(LINK + "connection/closing.ts", "return random * (crowd", "return (crowd"),
            Edit(
                LINK + "connection/closing.ts", "drain.min_ms + random * (drain.max_ms", "drain.min_ms + (drain.max_ms"
            ),
        ),
        ("closing.test.ts",),
    ),
    Break(
        "no_growing_delay",
        (Edit(LINK + "connection/closing.ts", "RETRY_MS * 2 ** tries", "RETRY_MS"),),
        ("retry.test.ts",),
    ),
    Break(
        "no_gap_rule",
        (Edit(LINK + "log/log.ts", "if (this.loaded && from <= this.seq + 1) {", "if (this.loaded) {"),),
        ("log.test.ts", "logs.test.ts"),
    ),
    Break(
        "a_gap_is_seen_and_not_mended",
        (Edit(LINK + "log/logs.ts", "if (log.gap) get(log, { after: log.seq });", ""),),
        ("logs.test.ts",),
    ),
    Break(
        "outbox_forgets_before_the_ack",
        (
            Edit(
                LINK + "outbox/outbox.ts",
                '{ state: "sending", until: now + resendAfter });\n',
                '{ state: "sending", until: now + resendAfter });\n        store.remove(entry.cid);\n',
            ),
        ),
        ("outbox.test.ts",),
    ),
    Break(
        "sent_before_the_ack",
        (Edit(LINK + "outbox/outbox.ts", '{ state: "sending", until', '{ state: "sent", until'),),
        ("outbox.test.ts",),
    ),
    Break(
        "nothing_sent_again",
        (Edit(LINK + "outbox/outbox.ts", '(entry, { state: "waiting", until: 0 });\n  };', "(entry, {});\n  };"),),
        ("outbox.test.ts",),
    ),
    Break(
        "a_new_id_at_each_try",
        (
            Edit(
                LINK + "outbox/outbox.ts",
                "send(entry.frame as Send)",
                "send({ ...(entry.frame as Send), cid: `${Math.random()}` })",
            ),
        ),
        ("outbox.test.ts",),
    ),
    Break(
        "what_is_remembered_outlives_a_restore",
        (Edit(LINK + "client.ts", 'if (rewound) logs.reset("all");', ""),),
        ("transcripts.test.ts",),
    ),
    Break(
        "no_heartbeat",
        (Edit(LINK + "connection/connection.ts", 'if (self.state === "live") beat();', "cancel();"),),
        ("connection.test.ts",),
    ),
    Break(
        "never_by_requests",
        (Edit(LINK + "connection/connection.ts", "const other = failures > 1;", "const other = failures > 1e9;"),),
        ("long-poll.test.ts",),
    ),
)
