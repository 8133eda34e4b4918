"""invitation letters: each invitation knows its last letter."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

KEY = "fk_invitation_mail_id_mail"


def upgrade() -> None:
    """Forward."""
    with op.batch_alter_table("invitation") as changed:
        changed.add_column(sa.Column("mail_id", sa.String(), nullable=True))
        changed.create_foreign_key(op.f(KEY), "mail", ["mail_id"], ["id"], ondelete="SET NULL")


def downgrade() -> None:
    """Back."""
    with op.batch_alter_table("invitation") as changed:
        changed.drop_constraint(op.f(KEY), type_="foreignkey")
        changed.drop_column("mail_id")
