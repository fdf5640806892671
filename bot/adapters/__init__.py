"""The channels and the database: translate in, call a service, translate out."""
