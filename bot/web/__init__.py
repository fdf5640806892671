"""The web edge: chat page, inbox, coordinator's page, profile and JSON API. Translates in, calls a service, translates out."""
