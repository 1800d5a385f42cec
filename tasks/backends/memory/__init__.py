"""Every port in memory: for `--plan`, rehearsals and tests. Each passes the same suite as the real ones."""
