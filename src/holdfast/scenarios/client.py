"""A client of the public HTTP interface, as any other program would write it."""

import http.client
import json
from typing import Any
from urllib.parse import urlsplit

TIMEOUT_S = 300.0


class Answer(Exception):  # it is an answer, and the caller decides whether it is bad
    """The room refused: status and its sentence."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(f"{status}: {sentence}")
        self.status, self.sentence = status, sentence


class Client:
    """Speaks JSON with one room; one connection for each request, safe from any thread."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self.host, self.port = parts.hostname or "127.0.0.1", parts.port or 80

    def get(self, path: str) -> Any:
        """The JSON at this path.

        Raises:
            Answer: the room refused.
        """
        return self._ask("GET", path, None)

    def post(self, path: str, body: object) -> Any:
        """Send JSON; the answer's JSON.

        Raises:
            Answer: the room refused.
        """
        return self._ask("POST", path, json.dumps(body))

    def _ask(self, method: str, path: str, body: str | None) -> Any:
        link = http.client.HTTPConnection(self.host, self.port, timeout=TIMEOUT_S)
        try:
            link.request(method, path, body, {"Content-Type": "application/json"})
            answer = link.getresponse()
            text = answer.read().decode()
        finally:
            link.close()
        if answer.status >= 400:
            raise Answer(answer.status, _sentence(text))
        return json.loads(text)


def _sentence(text: str) -> str:
    try:
        return str(json.loads(text).get("error", text))
    except (json.JSONDecodeError, AttributeError):
        return text[:200]
