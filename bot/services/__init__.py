"""One module per thing a person wants; each function is one transaction and safe to run twice."""
