"""What changes the standard: loading what is shipped, and revising it in the workbench."""
