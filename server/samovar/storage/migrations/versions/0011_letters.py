"""letters: what is written to people outside is a row, and a job knows what it has given away."""

import sqlalchemy as sa
from alembic import op

from samovar.storage.engine.types import Utc
from samovar.storage.tables.base import Json

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.add_column("job", sa.Column("handed", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "mail",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("dedupe", sa.String(200), nullable=False),
        sa.Column("recipient", sa.String(254), nullable=False),
        sa.Column("lang", sa.String(8), nullable=False),
        sa.Column("places", Json, nullable=False),
        sa.Column("state", sa.String(9), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(16), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=True),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("sent_at", Utc(), nullable=True),
        sa.CheckConstraint("state IN ('waiting', 'sent', 'delivered', 'failed')", name=op.f("ck_mail_state")),
        sa.CheckConstraint("sent_at IS NOT NULL OR state IN ('waiting', 'failed')", name=op.f("ck_mail_sent")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], op.f("fk_mail_conversation_id_conversation"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail")),
        sa.UniqueConstraint("dedupe", name=op.f("uq_mail_dedupe")),
    )
    op.create_index(op.f("ix_mail_created_at"), "mail", ["created_at"])
    op.create_index(op.f("ix_mail_recipient_created_at"), "mail", ["recipient", "created_at"])
    op.create_index(
        "ix_mail_of_conversation", "mail", ["conversation_id"],
        sqlite_where=sa.text("conversation_id IS NOT NULL"), postgresql_where=sa.text("conversation_id IS NOT NULL"),
    )  # fmt: skip


def downgrade() -> None:
    """Back."""
    op.drop_table("mail")
    op.drop_column("job", "handed")
