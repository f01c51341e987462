"""The archive: every capture kept, one article known as one, every change readable."""
