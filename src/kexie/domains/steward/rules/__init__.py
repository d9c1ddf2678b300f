"""Pure decisions of the concierge."""
