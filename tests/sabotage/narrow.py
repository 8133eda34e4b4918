"""Pure modules, the narrow tests that have to see every small change of them, and the changes that may stand."""

from sabotage.mutants import NOTHING

VERBS = "server/samovar/domain/conversation/verbs/"
OF_VERBS = tuple(f"tests/domain/test_{name}.py" for name in ("verbs", "saying", "refused_verbs", "late_verbs"))
RULES = "server/samovar/domain/conversation/rules.py"
FEED = "server/samovar/domain/delivery/feed.py"

NARROW: dict[str, tuple[str, ...]] = {
    RULES: ("tests/domain/test_rules.py", *OF_VERBS),
    **{VERBS + f"{name}.py": OF_VERBS for name in ("card", "changes", "ending", "holding", "messages", "passing")},
    FEED: ("tests/domain/test_feed.py",),
}

MAY_STAND: dict[tuple[str, str, str, str], str] = {
    (FEED, "release", "self.cursor = max(self.cursor, cursor or 0)", "-1"): "no cursor is below 0",
    (FEED, "on_change", "self.on_change(change)", NOTHING): "what is told is stored: the reading that follows finds it",
    (FEED, "_mend", "try:", NOTHING): "hangs: the loop has no other end",
    (FEED, "_mend", "break", NOTHING): "hangs: the loop has no other end",
}
"""Path, function, line as it stands, what stands there instead → why nobody can see it, or which other test does."""
