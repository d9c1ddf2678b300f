"""What the concierge stores."""
