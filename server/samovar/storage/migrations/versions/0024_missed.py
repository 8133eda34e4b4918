"""missed: after what time a channel's unanswered talks are, and the clock that looks."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

BEFORE = "kind IN ('offer', 'owner', 'keeper', 'question', 'answer')"
AFTER = "kind IN ('offer', 'owner', 'keeper', 'question', 'answer', 'missed')"


def upgrade() -> None:
    """Forward: talks that wait already are looked at when they are asked anew."""
    op.add_column("channel", sa.Column("missed_minutes", sa.Integer(), nullable=False, server_default="10"))
    _check(AFTER)


def downgrade() -> None:
    """Back."""
    op.execute("DELETE FROM timer WHERE kind = 'missed'")
    _check(BEFORE)
    op.drop_column("channel", "missed_minutes")


def _check(kinds: str) -> None:
    """SQLite makes the table anew for it: it has a row for what waits just now."""
    with op.batch_alter_table("timer") as changed:
        changed.drop_constraint(op.f("ck_timer_kind"), type_="check")
        changed.create_check_constraint(op.f("ck_timer_kind"), kinds)
