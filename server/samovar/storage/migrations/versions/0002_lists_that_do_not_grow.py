"""lists that do not grow: open and closed conversations have indexes of their own."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

OLD = {
    "ix_conversation_channel_id_state_updated_at": ["channel_id", "state", "updated_at"],
    "ix_conversation_owner_id_updated_at": ["owner_id", "updated_at"],
    "ix_conversation_last_owner_id_updated_at": ["last_owner_id", "updated_at"],
}
NEW = {
    "ix_conversation_open_in_channel": ("state <> 'closed'", ["channel_id", "updated_at"]),
    "ix_conversation_closed_in_channel": ("state = 'closed'", ["channel_id", "updated_at"]),
    "ix_conversation_held": ("owner_id IS NOT NULL", ["owner_id"]),
    "ix_conversation_closed_by": ("state = 'closed'", ["last_owner_id", "updated_at"]),
}


def upgrade() -> None:
    """Forward."""
    for name in OLD:
        op.drop_index(name, "conversation")
    for name, (which, columns) in NEW.items():
        where = sa.text(which)
        op.create_index(name, "conversation", columns, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    """Back."""
    for name in NEW:
        op.drop_index(name, "conversation")
    for name, columns in OLD.items():
        op.create_index(name, "conversation", columns)
