"""Alembic's way in: runs the migrations on the connection, and in the transaction, that store.upgrading holds.

Does not open a database of its own. May import: alembic, store.tables.
"""

from alembic import context

from watcher.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite cannot alter most columns: Alembic makes a new table and copies
)
with context.begin_transaction():
    context.run_migrations()
