"""The doors to the data standard in the workbench."""
