"""Keeps the board readable from the top, however much there is of one sort."""

from config.site.components import Task

# So many lines of one sort, and no more.
MOST_ALIKE = 8


def folded(tasks: list[Task], page: str, *, of: int = 0) -> list[Task]:
    """Keep the first few of many alike (`of` them, where only the first are given), and lead to the page of all."""
    of = of or len(tasks)
    if of <= MOST_ALIKE:
        return tasks
    shown, status = tasks[: MOST_ALIKE - 1], tasks[0].status
    rest = of - len(shown)
    more = Task(f"And {rest} more like these", page, "", status, tasks[0].kind, stands_for=rest)
    return [*shown, more]
