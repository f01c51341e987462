"""Article → Markdown, text, JSON, front matter."""
