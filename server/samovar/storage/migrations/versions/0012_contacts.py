"""contacts: how a visitor may be answered when they are gone, with what they agreed to."""

import sqlalchemy as sa
from alembic import op

from samovar.storage.engine.types import Utc

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "contact",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("visitor_id", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(5), nullable=False),
        sa.Column("value", sa.String(254), nullable=False),
        sa.Column("way", sa.String(16), nullable=False),
        sa.Column("category", sa.String(60), nullable=False),
        sa.Column("consent", sa.Text(), nullable=False),
        sa.Column("consent_version", sa.Integer(), nullable=False),
        sa.Column("consent_link", sa.String(2048), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.CheckConstraint("kind IN ('phone', 'email')", name=op.f("ck_contact_kind")),
        sa.CheckConstraint("consent <> ''", name=op.f("ck_contact_consent")),
        sa.ForeignKeyConstraint(
            ["visitor_id"], ["visitor.id"], op.f("fk_contact_visitor_id_visitor"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], op.f("fk_contact_conversation_id_conversation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
    )  # fmt: skip
    op.create_index(op.f("ix_contact_conversation_id_at"), "contact", ["conversation_id", "at"])
    op.create_index(op.f("ix_contact_visitor_id_at"), "contact", ["visitor_id", "at"])
    op.create_index(op.f("ix_contact_value"), "contact", ["value"])


def downgrade() -> None:
    """Back."""
    op.drop_table("contact")
