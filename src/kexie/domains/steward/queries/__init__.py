"""Questions about what the concierge keeps: read only, each asks who may know."""
