"""second factor: apps and paper codes, links to a new password, and where each session was begun."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem

from samovar.storage.engine.types import Utc

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TABLES = ("second_factor", "recovery_code", "password_link")


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "second_factor",
        *_of_operator("second_factor"),
        sa.Column("secret", sa.String(400), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("operator_id", name=op.f("pk_second_factor")),
    )
    op.create_table("recovery_code", *_of_operator("recovery_code"), *_secret("recovery_code"))
    op.create_index(op.f("ix_recovery_code_operator_id"), "recovery_code", ["operator_id"])
    ends: sa.Column[Any] = sa.Column("ends_at", Utc(), nullable=False)
    op.create_table("password_link", *_of_operator("password_link"), *_secret("password_link"), ends)
    op.create_index(op.f("ix_password_link_operator_id"), "password_link", ["operator_id"])
    for column in ("address", "device"):
        op.add_column("operator_session", sa.Column(column, sa.String(64), nullable=False, server_default=""))


def _of_operator(table: str) -> tuple[SchemaItem, ...]:
    key = op.f(f"fk_{table}_operator_id_operator")
    column = sa.Column("operator_id", sa.String(), nullable=False)
    return column, sa.ForeignKeyConstraint(["operator_id"], ["operator.id"], key, ondelete="CASCADE")


def _secret(table: str) -> tuple[SchemaItem, ...]:
    """The SHA-256 of a secret is the key."""
    return sa.Column("id", sa.String(64), nullable=False), sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))


def downgrade() -> None:
    """Back."""
    for column in ("device", "address"):
        op.drop_column("operator_session", column)
    for table in TABLES:
        op.drop_table(table)
