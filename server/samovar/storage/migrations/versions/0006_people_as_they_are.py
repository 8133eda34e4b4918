"""people as they are: how sentences speak of them, names in Latin letters, who was there at the beginning."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

NAMES = (("channel", "latin"), ("operator", "latin"), ("operator", "title_latin"), ("visitor", "called"))


def upgrade() -> None:
    """Forward."""
    for table, name in NAMES:
        op.add_column(table, sa.Column(name, sa.String(100), nullable=False, server_default=""))
    # In the column itself: SQLite adds constraints in no other way.
    checked = sa.CheckConstraint("grammar IN ('', 'she', 'he')", name="ck_operator_grammar")
    op.add_column("operator", sa.Column("grammar", sa.String(4), checked, nullable=False, server_default=""))
    op.add_column("conversation", sa.Column("staffed", sa.Boolean(), nullable=False, server_default=sa.false()))
    where = sa.text("staffed")
    columns = ["channel_id", "opened_at", "answered_at"]
    op.create_index("ix_conversation_staffed", "conversation", columns, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    """Back."""
    op.drop_index("ix_conversation_staffed", "conversation")
    op.drop_column("conversation", "staffed")
    # Where the table was made anew since, its check stands beside the column and has to go first.
    with op.batch_alter_table("operator") as changed:
        changed.drop_constraint(op.f("ck_operator_ck_operator_grammar"), type_="check")
        changed.drop_column("grammar")
    for table, name in NAMES:
        op.drop_column(table, name)
