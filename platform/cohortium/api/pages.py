"""The two pages of the API: what is where, and the OpenAPI page, with files of our own alone."""

from __future__ import annotations

from importlib.resources import files

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response

router = APIRouter(include_in_schema=False)
PLAIN_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
DOCS_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
    " connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
ASSETS = {
    "swagger-ui.css": "text/css; charset=utf-8",
    "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
    "favicon.png": "image/png",
}
START = b"""window.ui = SwaggerUIBundle({
  url: "/openapi.json", dom_id: "#swagger", deepLinking: true, validatorUrl: null,
  layout: "BaseLayout", presets: [SwaggerUIBundle.presets.apis],
});
"""
DOCS = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Cohortium API</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="/docs/favicon.png"><link rel="stylesheet" href="/docs/swagger-ui.css"></head>
<body><div id="swagger"></div>
<script src="/docs/swagger-ui-bundle.js"></script><script src="/docs/start.js"></script></body></html>
"""
INDEX = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Cohortium</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem}
dt{font-family:ui-monospace,monospace;margin-top:.8rem}dd{margin:0 0 0 1.5rem}</style></head>
<body><h1>Cohortium</h1>
<p>Consented, measured, provable sharing of medical research data.</p>
<dl>
<dt><a href="/docs">/docs</a></dt><dd>the API, to read and to try with your grant's token</dd>
<dt><a href="/openapi.json">/openapi.json</a></dt><dd>the same, for programs</dd>
<dt>/v1/...</dt><dd>datasets, questions, receipts, downloads; with a token</dd>
<dt><a href="/log/checkpoint">/log/checkpoint</a></dt><dd>the ledger's newest signed checkpoint; its tiles are beside it</dd>
<dt><a href="/log/log.vkey">/log/log.vkey</a></dt><dd>the key that signs it: compare it with the one published elsewhere</dd>
<dt><a href="/healthz">/healthz</a>, <a href="/metrics">/metrics</a></dt><dd>for the operator</dd>
</dl></body></html>
"""


@router.get("/")
async def index() -> HTMLResponse:
    """What is where."""
    return HTMLResponse(INDEX, headers={"Content-Security-Policy": PLAIN_POLICY})


@router.get("/docs")
async def docs() -> HTMLResponse:
    """The OpenAPI page."""
    return HTMLResponse(DOCS, headers={"Content-Security-Policy": DOCS_POLICY})


@router.get("/docs/start.js")
async def start() -> Response:
    """What starts the OpenAPI page; a file, because the policy allows no script in the page."""
    return Response(START, headers={"Content-Type": "text/javascript; charset=utf-8"})


@router.get("/docs/{name}")
async def asset(name: str) -> Response:
    """A file of the OpenAPI page, from the installed package."""
    if name not in ASSETS:
        raise HTTPException(404)
    data = (files("fastapi_offline") / "static" / name).read_bytes()
    headers = {"Content-Type": ASSETS[name], "Cache-Control": "public, max-age=3600"}
    return Response(data, headers=headers)
