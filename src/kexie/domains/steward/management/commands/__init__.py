"""Commands of the concierge."""
