"""What makes and changes the tables: one step a schema version, run by `records.migrate`."""
