"""How a database gets from an older shape to the present one. Run by store.upgrading only."""
