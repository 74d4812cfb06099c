"""Looking procedures up: an API, and a page for officers and anyone else. Reads only; knows nobody."""

# Annotations are evaluated here, not kept as text: those of the routes name local types.

from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request, Response
from fastapi.templating import Jinja2Templates

from bot.app import App
from bot.telling import told
from bot.web.shelfmarks import Row, fields, row, whole
from knowledge.catalogue.heading import Level

TEMPLATES = Path(__file__).parent / "templates"
SHOWN = 20
LOOKED_AT = 200
"""Hits looked through when only one level or field is wanted."""
LONGEST_QUESTION = 300

Question = Annotated[str, Query(alias="q", max_length=LONGEST_QUESTION)]
WantedLevel = Annotated[Level | None, Query(description="who decides: central, province, commune")]
WantedField = Annotated[str | None, Query(max_length=200, description="the field, as listed by the page")]


def routes(app: App) -> APIRouter:
    """The API under /api/procedures and the pages under /tra-cuu."""
    router = APIRouter()
    _api(router, app)
    _pages(router, app)
    return router


def _api(router: APIRouter, app: App) -> None:
    @router.get("/api/procedures", tags=["look-up"])
    def procedures(q: Question = "", level: WantedLevel = None, field: WantedField = None) -> dict[str, Any]:
        """Procedures, questions and life events by everyday words, code, law or form number; best first."""
        return {"q": q, "results": found(app, q, level=level, field=field)}

    @router.get("/api/procedures/{code}", tags=["look-up"], responses={404: {"description": "no such record"}})
    def procedure(code: str) -> dict[str, Any]:
        """The whole record of a code or slug, and what the citizen is told; 404 when there is none."""
        return _record(app, code)


def _pages(router: APIRouter, app: App) -> None:
    templates = Jinja2Templates(TEMPLATES)

    @router.get("/tra-cuu", include_in_schema=False)
    def page(request: Request, q: Question = "", level: str = "", field: str = "") -> Response:
        shown = _asked(app, q, level, field) | {"fields": fields(app.resources.library)}
        return templates.TemplateResponse(request, "lookup/search.html", shown)

    @router.get("/tra-cuu/ket-qua", include_in_schema=False)
    def results(request: Request, q: Question = "", level: str = "", field: str = "") -> Response:
        """The list alone, while somebody types."""
        return templates.TemplateResponse(request, "lookup/results.html", _asked(app, q, level, field))

    @router.get("/tra-cuu/{code}", include_in_schema=False)
    def record(request: Request, code: str) -> Response:
        return templates.TemplateResponse(request, "lookup/record.html", _record(app, code))


def _asked(app: App, q: str, level: str, field: str) -> dict[str, Any]:
    wanted: Level | None = level if level in ("central", "province", "commune") else None  # type: ignore[assignment]
    return {"q": q, "level": level, "field": field, "results": found(app, q, level=wanted, field=field or None)}


def found(app: App, q: str, *, level: Level | None, field: str | None) -> list[Row]:
    """Rows for a question, best first, at most twenty."""
    if not q.strip():
        return []
    resources = app.resources
    hits = resources.search(q, LOOKED_AT if level or field else SHOWN)
    rows = (row(resources.library, hit.slug, hit.score) for hit in hits)
    return [each for each in rows if _wanted(each, level, field)][:SHOWN]


def _wanted(each: Row, level: Level | None, field: str | None) -> bool:
    return (level is None or level in each["levels"]) and (field is None or field == each["field"])


def _record(app: App, code: str) -> dict[str, Any]:
    resources = app.resources
    record = next(iter(resources.library.by_code(code)), None) or resources.record(code)
    if record is None:
        raise HTTPException(404, "there is no record with this code")
    return whole(resources, record) | {"told": told(resources, record)}
