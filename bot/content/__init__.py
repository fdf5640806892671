"""Read and check what the editors wrote, build snapshots of it, put replies into words."""
