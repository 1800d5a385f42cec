"""Letters, forms and reports as they are worded: data that travels beside the code. A letter is a folder."""
