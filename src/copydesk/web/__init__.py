"""The reading room: an archive as a place to read, compare and cite, served on this machine.

request → guard → page (archive → record) → template, or JSON of the same record

| module | what |
|---|---|
| `asked` | what a request asks a page, free of the web: path, query, base address |
| `pages/` | one module for each page: a function from the archive to a record, and its address |
| `templates/`, `dressing` | a record → HTML |
| `marking`, `plots` | a text with its marks, and figures as SVG |
| `readers`, `writer` | threads that read the archive, and the one that writes it |
| `guard` | what no request gets past: hosts, origins, sizes, rates, policies |
| `feeds`, `memento`, `mcp` | the same answers in the protocols of others |
| `room` | all of it as one application |
"""
