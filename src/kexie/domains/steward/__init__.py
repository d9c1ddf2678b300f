"""服务管家: the concierge that answers for each request."""
