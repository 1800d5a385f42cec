"""The nouns: values without clock, network or Prefect, on which every room agrees."""
