"""The rules the content as a whole must keep; each gives its findings with file and line."""
