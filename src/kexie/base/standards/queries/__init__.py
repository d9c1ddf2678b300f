"""Questions to the data standard. It is open to everybody who works here; none of it is anybody's data."""
