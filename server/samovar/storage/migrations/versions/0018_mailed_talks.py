"""mailed talks: the clock looks whether a question or an answer has to be mailed; an address may be confirmed."""

import sqlalchemy as sa
from alembic import op

from samovar.storage.engine.types import Utc

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

BEFORE = "kind IN ('offer', 'owner', 'keeper')"
AFTER = "kind IN ('offer', 'owner', 'keeper', 'question', 'answer')"


def upgrade() -> None:
    """Forward."""
    op.add_column("contact", sa.Column("confirmed_at", Utc(), nullable=True))
    _check(AFTER)


def downgrade() -> None:
    """Back."""
    op.execute("DELETE FROM timer WHERE kind IN ('question', 'answer')")
    _check(BEFORE)
    op.drop_column("contact", "confirmed_at")


def _check(kinds: str) -> None:
    """SQLite makes the table anew for it: it has a row for what waits just now."""
    with op.batch_alter_table("timer") as changed:
        changed.drop_constraint(op.f("ck_timer_kind"), type_="check")
        changed.create_check_constraint(op.f("ck_timer_kind"), kinds)
