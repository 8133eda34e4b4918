"""timers: what the clock waits for is a row with its time, no longer found by going through all held talks."""

import sqlalchemy as sa
from alembic import op

from samovar.storage.engine.types import Utc

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

WAITING_FOR = {
    "offer": "offered_at IS NOT NULL",
    "owner": "state = 'held'",
    "keeper": "state = 'waiting' AND waiting_at IS NOT NULL AND last_owner_id IS NOT NULL",
}


def upgrade() -> None:
    """Forward: for what waits already each timer rings at once, and is put off to its own time."""
    op.create_table(
        "timer",
        sa.Column("conversation_id", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("due_at", Utc(), nullable=False),
        sa.CheckConstraint("kind IN ('offer', 'owner', 'keeper')", name=op.f("ck_timer_kind")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], op.f("fk_timer_conversation_id_conversation"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("conversation_id", "kind", name=op.f("pk_timer")),
    )
    op.create_index(op.f("ix_timer_kind_due_at"), "timer", ["kind", "due_at"])
    for kind, which in WAITING_FOR.items():
        op.execute(
            "INSERT INTO timer (conversation_id, kind, due_at)"
            f" SELECT id, '{kind}', COALESCE(offered_at, waiting_at, opened_at) FROM conversation WHERE {which}"
        )


def downgrade() -> None:
    """Back."""
    op.drop_table("timer")
