"""What the coordinator's desk counts and shows: values in, tables out, no cell of fewer than five people."""
