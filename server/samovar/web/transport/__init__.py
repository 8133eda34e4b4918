"""Bytes in, bytes out: sockets and long requests alike."""
