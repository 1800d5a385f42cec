"""Calendar v3: events, series, free-busy, sync tokens."""
