"""The API's own description, for programs and for people."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse

from gateway.docs import STYLE, page

router = APIRouter(prefix="/api", tags=["operations"], include_in_schema=False)


@router.get("/openapi.json")
async def openapi(request: Request) -> JSONResponse:
    return JSONResponse(request.app.openapi())


@router.get("/docs")
async def docs(request: Request) -> HTMLResponse:
    return HTMLResponse(page(request.app.openapi(), style_path="/api/docs.css"))


@router.get("/docs.css")
async def style() -> Response:
    return Response(STYLE, media_type="text/css")
