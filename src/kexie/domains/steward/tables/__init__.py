"""Lists of the concierge."""
