"""The reading room: an archive as a place to read, compare and cite, served on this machine.

request → guard → page (archive → record) → template, or JSON of the same record

| module | what |
|---|---|
| `asked` | what a request asks a page, free of the web: path, query, base address |
| `pages/` | one module for each page: a function from the archive to a record, and its address |
| `templates/`, `dressing` | a record → HTML |
| `marking`, `plots` | a text with its marks, and figures as SVG |
| `readers`, `writer` | threads that read the archive, and the one that writes it |
| `guard`, `rates`, `patience` | what no request gets past: hosts, origins, sizes, rates, policies, waiting |
| `feeds`, `memento`, `oembed`, `about` | the same answers in the protocols of others |
| `tools`, `mcp`, `endpoint` | what programs may ask, as a table; the messages in which they ask; the address |
| `room` | all of it as one application |
"""
