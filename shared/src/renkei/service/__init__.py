"""What every process of Renkei needs around its own work.

- `clock`, `ids`: the time, and identifiers that sort by it
- `settings`: configuration from `PREFIX_*` variables, refused when unknown or missing
- `database`, `migrations`: SQLite or PostgreSQL by SQLAlchemy Core; Alembic without ini files
- `at_rest`: field encryption and keyed look-up for values that must not lie in the clear
- `problems`, `openapi`: RFC 9457 documents, on the wire and in the description
- `asgi`, `health`, `logs`: what surrounds a request, and what an operator sees
- `http`: the client for calls between services
- `app`, `command`: all of it put together, and started
"""
