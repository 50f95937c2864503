"""The room over HTTP. A view reads the request, asks the node, writes the answer."""
