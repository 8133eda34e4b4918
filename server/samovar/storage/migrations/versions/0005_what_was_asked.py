"""what was asked: lists show the first message that waits for an answer, and how many wait."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ASKED = """
SELECT {what} FROM entry WHERE entry.conversation_id = conversation.id AND entry.kind = 'message'
AND entry.author = 'visitor' AND entry.seq > COALESCE((
    SELECT MAX(past.seq) FROM entry AS past WHERE past.conversation_id = conversation.id
    AND (past.kind = 'closed' OR past.kind = 'message' AND past.author = 'operator')
), 0)
"""
FIRST = ASKED.format(what="SUBSTR(entry.body, 1, 200)") + " ORDER BY entry.seq LIMIT 1"
HOW_MANY = ASKED.format(what="COUNT(*)")


def upgrade() -> None:
    """Forward."""
    op.add_column("conversation", sa.Column("question", sa.String(200), nullable=False, server_default=""))
    op.add_column("conversation", sa.Column("unanswered", sa.Integer(), nullable=False, server_default="0"))
    op.execute(
        f"UPDATE conversation SET question = COALESCE(({FIRST}), ''), unanswered = ({HOW_MANY})"
        " WHERE state <> 'closed' AND waiting_at IS NOT NULL"
    )


def downgrade() -> None:
    """Back."""
    op.drop_column("conversation", "unanswered")
    op.drop_column("conversation", "question")
