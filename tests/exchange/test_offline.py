"""The guard of the tools that check what is written: whoever reaches for the network fails."""

from pathlib import Path

import pytest

from tests.exchange.offline import said_by


@pytest.mark.parametrize(
    "call",
    [
        "socket.create_connection(('localhost', 9))",
        "socket.getaddrinfo('localhost', 9)",
        "urllib.request.urlopen('http://localhost:9')",
    ],
)
def test_who_asks_for_the_network_fails_even_where_the_error_is_swallowed(
    call: str, tmp_path: Path
) -> None:
    code = f"import socket, urllib.request\ntry:\n    {call}\nexcept BaseException:\n    pass"
    with pytest.raises(AssertionError, match="the network was asked for"):
        said_by(code, home=tmp_path)


def test_who_does_without_the_network_is_heard(tmp_path: Path) -> None:
    assert said_by("print(sys.argv[1])", "слово", home=tmp_path) == "слово"
