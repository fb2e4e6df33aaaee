"""Files for somebody to keep: never shown as a page of this site, whatever is in them."""

from urllib.parse import quote

from fastapi import Response


def download(content: bytes | str, name: str, media_type: str) -> Response:
    """The answer that a browser saves under this name."""
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "private, no-store",
    }
    return Response(content, media_type=media_type, headers=headers)
