"""The few bases of the API: sign-in by session, pages of rows, and problems as RFC 9457 says them."""
