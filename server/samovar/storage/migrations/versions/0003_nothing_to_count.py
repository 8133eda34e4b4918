"""nothing to count: conversations bear random numbers, and lists stand in an order that everybody may know."""

from secrets import SystemRandom

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

NUMBERS = range(1_000_000, 10_000_000)
Indexes = dict[str, tuple[str, list[str]]]
OLD: Indexes = {"ix_conversation_closed_by": ("state = 'closed'", ["last_owner_id", "updated_at"])}
NEW: Indexes = {
    "ix_conversation_open_since": ("state <> 'closed'", ["channel_id", "opened_at"]),
    "ix_conversation_closed_since": ("state = 'closed'", ["channel_id", "closed_at"]),
    "ix_conversation_closed_by": ("state = 'closed'", ["last_owner_id", "closed_at"]),
}
conversation = sa.table("conversation", sa.column("id"), sa.column("number"), sa.column("site_id"))
site = sa.table("site", sa.column("id"), sa.column("last_number"))


def upgrade() -> None:
    """Forward."""
    _number()
    op.drop_column("site", "last_number")
    _replace(OLD, NEW)


def downgrade() -> None:
    """Back: numbers are taken up where they are."""
    _replace(NEW, OLD)
    op.add_column("site", sa.Column("last_number", sa.Integer(), nullable=False, server_default="0"))
    highest = sa.select(sa.func.coalesce(sa.func.max(conversation.c.number), 0))
    highest = highest.where(conversation.c.site_id == site.c.id)
    op.execute(site.update().values(last_number=highest.scalar_subquery()))


def _number() -> None:
    """Give every conversation another number, at first below zero, where no old one stands in the way."""
    bind = op.get_bind()
    ids = bind.execute(sa.select(conversation.c.id)).scalars().all()
    if not ids:
        return
    drawn = [
        {"conv": conv, "drawn": -number}
        for conv, number in zip(ids, SystemRandom().sample(NUMBERS, len(ids)), strict=True)
    ]
    setting = conversation.update().where(conversation.c.id == sa.bindparam("conv"))
    bind.execute(setting.values(number=sa.bindparam("drawn")), drawn)
    bind.execute(conversation.update().values(number=-conversation.c.number))


def _replace(before: Indexes, after: Indexes) -> None:
    for name in before:
        op.drop_index(name, "conversation")
    for name, (which, columns) in after.items():
        where = sa.text(which)
        op.create_index(name, "conversation", columns, sqlite_where=where, postgresql_where=where)
