"""The doors of the ledger in the workbench."""
