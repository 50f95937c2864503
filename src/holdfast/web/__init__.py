"""The room over HTTP: pages, JSON, the live stream. A view reads the request, asks the node, answers."""
