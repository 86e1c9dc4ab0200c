"""Processes, threads and queues: the keeper, the visit, and what carries out the session's commands."""
