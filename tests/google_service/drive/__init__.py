"""Drive v3: the files behind spreadsheets and forms, who may see them, and what changed."""
