"""Alembic's entry: runs on the connection that schema.py hands over."""

from alembic import context

from samovar.storage.engine.schema import configure

configure(context, context.config.attributes["connection"])
with context.begin_transaction():
    context.run_migrations()
