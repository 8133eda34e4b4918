"""hours: when channels are open, their own days, the first and the last of each, and where cities lie."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from samovar.storage.engine.types import Utc
from samovar.storage.tables import Json

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward: whatever exists is open round the clock, as it was."""
    op.create_table(
        "hours",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("site_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("week", Json, nullable=False),
        sa.Column("country", sa.String(8), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], op.f("fk_hours_site_id_site"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hours")),
        sa.UniqueConstraint("site_id", "name", name=op.f("uq_hours_site_id_name")),
    )
    op.create_table(
        "own_day",
        sa.Column("hours_id", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("spans", Json, nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("reason_en", sa.String(200), nullable=False),
        sa.ForeignKeyConstraint(["hours_id"], ["hours.id"], op.f("fk_own_day_hours_id_hours"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("hours_id", "day", name=op.f("pk_own_day")),
    )
    with op.batch_alter_table("channel") as channel:
        for column in _of_channels():
            channel.add_column(column)
        channel.create_foreign_key(
            op.f("fk_channel_hours_id_hours"), "hours", ["hours_id"], ["id"], ondelete="RESTRICT"
        )
        channel.create_check_constraint(
            op.f("ck_channel_limits"), "answer_seconds > 0 AND late_seconds >= answer_seconds"
        )
        channel.create_index(op.f("ix_channel_hours_id"), ["hours_id"])
    for name in ("lat", "lon"):
        op.add_column("city", sa.Column(name, sa.Float(), nullable=True))


def _of_channels() -> list[sa.Column[Any]]:
    whole: dict[str, Any] = {"nullable": False}
    return [
        sa.Column("hours_id", sa.String(), nullable=True),
        sa.Column("opens_on", sa.Date(), nullable=True),
        sa.Column("closed_at", Utc(), nullable=True),
        sa.Column("email", sa.String(254), **whole, server_default=""),
        sa.Column("email_confirmed_at", Utc(), nullable=True),
        sa.Column("answer_seconds", sa.Integer(), **whole, server_default="30"),
        sa.Column("late_seconds", sa.Integer(), **whole, server_default="60"),
        sa.Column("away_minutes", sa.Integer(), nullable=True),
        sa.Column("rev", sa.Integer(), **whole, server_default="0"),
    ]


def downgrade() -> None:
    """Back."""
    for name in ("lat", "lon"):
        op.drop_column("city", name)
    with op.batch_alter_table("channel") as channel:
        channel.drop_index(op.f("ix_channel_hours_id"))
        channel.drop_constraint(op.f("ck_channel_limits"), type_="check")
        channel.drop_constraint(op.f("fk_channel_hours_id_hours"), type_="foreignkey")
        for column in _of_channels():
            channel.drop_column(column.name)
    op.drop_table("own_day")
    op.drop_table("hours")
