"""Forms v1: forms, their publication, and answers."""
