"""How many rows come at once."""

from rest_framework import pagination


class Pages(pagination.PageNumberPagination):
    """Pages of 50 rows, or as many as `page_size` says, up to 500."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 500
