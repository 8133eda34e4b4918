"""seniors: a third role, a limit of talks at once, when somebody was last seen, links that can be shown again."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from samovar.storage.engine.types import Utc

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

BEFORE, SINCE = ("operator", "administrator"), ("operator", "senior", "administrator")
TABLES = ("operator", "invitation")


def upgrade() -> None:
    """Forward."""
    for table in TABLES:
        _allow(table, SINCE)
    most = sa.CheckConstraint("most_talks >= 0", name=op.f("ck_operator_most_talks"))
    op.add_column("operator", sa.Column("most_talks", sa.Integer(), most, nullable=False, server_default="0"))
    op.add_column("operator", sa.Column("seen_at", Utc(), nullable=True))
    op.add_column("invitation", sa.Column("seed", sa.String(64), nullable=False, server_default=""))


def downgrade() -> None:
    """Back: who was a senior answers as everybody does."""
    op.drop_column("invitation", "seed")
    op.drop_column("operator", "seen_at")
    op.drop_column("operator", "most_talks")
    for table in TABLES:
        op.execute(f"UPDATE {table} SET role = 'operator' WHERE role = 'senior'")
        _allow(table, BEFORE)


def _allow(table: str, roles: Sequence[str]) -> None:
    """SQLite makes the table anew for it: both are small."""
    name = op.f(f"ck_{table}_role")
    with op.batch_alter_table(table) as changed:
        changed.drop_constraint(name, type_="check")
        changed.create_check_constraint(name, f"role IN ({', '.join(map(repr, roles))})")
