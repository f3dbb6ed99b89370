"""`make run`: web server, worker, beat and their broker as one thing that starts and stops together.

For trials and small installs on one machine. A production install has an init system or containers for this
(`docker-compose.yml`). Nothing here imports Django: the supervisor stays small and starts at once.
"""
