"""The edge towards browsers: HTTP, sockets, pages."""
