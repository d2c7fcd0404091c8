"""The OpenAPI document as a page to read. Plain HTML: the Content-Security-Policy allows no inline script or style."""

import re
from html import escape
from typing import Any

METHODS = ("get", "post", "put", "patch", "delete")
CODE = re.compile(r"`([^`]+)`")

STYLE = """
body { margin: 2rem auto; max-width: 62rem; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif }
body { color: #1c2430; background: #fff }
code, pre { font: 0.875rem/1.5 ui-monospace, monospace }
h2 { margin-top: 3rem; border-bottom: 2px solid #1c2430 }
details { border: 1px solid #c8d0da; border-radius: 6px; margin: 0.5rem 0; padding: 0.5rem 0.75rem }
summary { cursor: pointer }
summary b { display: inline-block; min-width: 4.5rem }
table { border-collapse: collapse; width: 100%; margin: 0.5rem 0 }
td, th { text-align: left; vertical-align: top; border-top: 1px solid #e1e6ec; padding: 0.25rem 1rem 0.25rem 0 }
@media (prefers-color-scheme: dark) { body { color: #e6ebf2; background: #12161c } h2 { border-color: #e6ebf2 } }
"""


def page(document: dict[str, Any], *, style_path: str) -> str:
    by_tag: dict[str, list[str]] = {}
    for path, methods in sorted(document["paths"].items()):
        for method, operation in sorted(methods.items(), key=lambda each: METHODS.index(each[0])):
            by_tag.setdefault(operation["tags"][0], []).append(operation_html(method, path, operation))
    info = document["info"]
    sections = "".join(f'<h2 id="{escape(tag)}">{escape(tag)}</h2>{"".join(parts)}' for tag, parts in by_tag.items())
    shapes = "".join(shape_html(name, schema) for name, schema in sorted(document["components"]["schemas"].items()))
    paragraphs = "".join(f"<p>{text_html(text)}</p>" for text in info["description"].strip().split("\n\n"))
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(info["title"])}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<link rel="stylesheet" href="{style_path}"></head><body><h1>{escape(info["title"])}</h1>{paragraphs}'
        f'<p><a href="/api/openapi.json">openapi.json</a></p>{sections}'
        f'<h2 id="shapes">shapes</h2>{shapes}</body></html>'
    )


def operation_html(method: str, path: str, operation: dict[str, Any]) -> str:
    asked = [
        f"<tr><td><code>{escape(parameter['name'])}</code></td><td>{escape(parameter['in'])}"
        f"{', required' if parameter.get('required') else ''}</td><td>{type_html(parameter['schema'])}</td>"
        f"<td>{text_html(parameter.get('description', ''))}</td></tr>"
        for parameter in operation.get("parameters", [])
    ]
    for content_type, content in operation.get("requestBody", {}).get("content", {}).items():
        asked.append(
            f"<tr><td>body</td><td>{escape(content_type)}</td><td>{type_html(content['schema'])}</td><td></td></tr>"
        )
    answered = "".join(
        f"<tr><td>{escape(status)}</td><td>{answer_html(answer)}</td></tr>"
        for status, answer in operation["responses"].items()
    )
    return (
        f"<details><summary><b>{method.upper()}</b> <code>{escape(path)}</code></summary>"
        f"<p>{text_html(operation.get('description', ''))}</p>"
        f"<table><caption>asks</caption>{''.join(asked)}</table><table><caption>answers</caption>{answered}</table></details>"
    )


def answer_html(answer: dict[str, Any]) -> str:
    if "$ref" in answer:
        slugs = answer["$ref"].rpartition("/")[2].replace("_", " ")
        return f'{escape(slugs)}: <a href="#Problem">Problem</a>'
    shapes = [type_html(content["schema"]) for content in answer.get("content", {}).values() if "schema" in content]
    return ", ".join(shapes) or escape(answer["description"])


def shape_html(name: str, schema: dict[str, Any]) -> str:
    fields = "".join(
        f"<tr><td><code>{escape(field)}</code></td><td>{type_html(of)}</td>"
        f"<td>{text_html(of.get('description', ''))}</td></tr>"
        for field, of in schema.get("properties", {}).items()
    )
    values = escape(", ".join(schema.get("enum", [])))
    return (
        f'<details id="{escape(name)}"><summary><code>{escape(name)}</code></summary>'
        f"<p>{text_html(schema.get('description', ''))}</p><p>{values}</p><table>{fields}</table></details>"
    )


def text_html(text: str) -> str:
    """Plain text in which `words` are code."""
    return CODE.sub(r"<code>\1</code>", escape(text, quote=False))


def type_html(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        name = escape(schema["$ref"].rpartition("/")[2])
        return f'<a href="#{name}">{name}</a>'
    for choice in ("anyOf", "oneOf"):
        if choice in schema:
            return " or ".join(type_html(each) for each in schema[choice])
    if schema.get("type") == "array":
        return f"list of {type_html(schema['items'])}"
    if isinstance(schema.get("additionalProperties"), dict):
        return f"by id: {type_html(schema['additionalProperties'])}"
    return escape(schema.get("format") or schema.get("const") or schema.get("type") or "anything")
