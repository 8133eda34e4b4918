"""provider: signing in through the company's own OpenID Connect."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "provider",
        sa.Column("id", sa.String(8), nullable=False),
        sa.Column("issuer", sa.String(200), nullable=False),
        sa.Column("client_id", sa.String(200), nullable=False),
        sa.Column("client_secret", sa.String(1000), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("domain", sa.String(253), nullable=False),
        sa.Column("passwords_off", sa.Boolean(), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 'provider'", name=op.f("ck_provider_one")),
        sa.CheckConstraint("NOT passwords_off OR issuer <> ''", name=op.f("ck_provider_a_way_in")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider")),
    )
    op.create_table(
        "identity",
        sa.Column("issuer", sa.String(200), nullable=False),
        sa.Column("subject", sa.String(255), nullable=False),
        sa.Column("operator_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operator.id"], op.f("fk_identity_operator_id_operator"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("issuer", "subject", name=op.f("pk_identity")),
        sa.UniqueConstraint("issuer", "operator_id", name=op.f("uq_identity_issuer_operator_id")),
    )
    op.create_index(op.f("ix_identity_operator_id"), "identity", ["operator_id"])


def downgrade() -> None:
    """Back."""
    op.drop_table("identity")
    op.drop_table("provider")
