"""What a story calls an ask, and the kind that it means."""

TOPICS = {
    "reply": "audit-reply",
    "date": "audit-date",
    "files": "audit-files",
    "update": "update",
    "vacancy": "post-news",
}
TOPIC_OF = {kind: topic for topic, kind in TOPICS.items()}
