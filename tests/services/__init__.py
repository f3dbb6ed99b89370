"""The product as processes: the real web, worker and beat, a real broker and database, and a real SMTP server.

What runs here is what a container or `make run` runs, by the very same commands.
"""
