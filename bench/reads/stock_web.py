"""What is not QERO (b): nameko's own HTTP entrypoint, and its own calls, in both ways that it has.

nameko run bench.reads.stock_web:StockWeb
nameko run bench.reads.stock_web:StockProxyWeb
"""

import json
from typing import Any
from uuid import UUID

from nameko.extensions import DependencyProvider
from nameko.rpc import ClusterRpc
from nameko.standalone.rpc import ClusterRpcProxy
from nameko.web.handlers import http
from werkzeug.wrappers import Request

from bench.reads.same import caller_of
from contracts.kinds import Kind

NEVER_SET = {"status": None, "follow_up_at": None, "follow_up_note": "", "version": 0}
JSON = {"Content-Type": "application/json"}
RECENT = ("contact_id", "status", "follow_up_at", "version")

Plain = dict[str, Any]
Answer = tuple[int, dict[str, str], str]


class StockWeb:
    name = "stock_web"

    rpc = ClusterRpc()

    @http("GET", "/api/contacts")
    def find(self, request: Request) -> Answer:
        caller, wanted = who_asks(request), request.args.getlist("status")
        recent = self.rpc.stock_settings.just_changed(caller, {"kind": Kind.CONTACT})["items"] if wanted else []
        ask = {
            "kind": Kind.CONTACT,
            "q": request.args.get("q", ""),
            "sort": request.args.get("sort", "name"),
            "cursor": request.args.get("cursor"),
            "limit": int(request.args.get("limit", 50)),
            "statuses": wanted,
            "recent": [{name: each[name] for name in RECENT} for each in recent],
        }
        page = self.rpc.stock_contacts.find(caller, ask)
        ids = [contact["id"] for contact in page["items"]]
        planned = self.rpc.stock_settings.get_many(caller, {"kind": Kind.CONTACT, "contact_ids": ids})["items"]
        mine = {each["contact_id"]: shown(each) for each in planned}
        for contact in page["items"]:
            contact["my"] = mine.get(contact["id"], NEVER_SET)
        return answer(page)

    @http("POST", "/api/contacts/call-logs")
    def call_logs_of(self, request: Request) -> Answer:
        ask = {"kind": Kind.CONTACT, **json.loads(request.get_data())}
        return answer(self.rpc.stock_contacts.call_logs_of(who_asks(request), ask))

    @http("PATCH", "/api/contacts/<id>/settings")
    def change_settings(self, request: Request, id: str) -> Answer:
        caller = who_asks(request)
        self.rpc.stock_contacts.get(caller, {"kind": Kind.CONTACT, "id": id})
        ask = {"kind": Kind.CONTACT, "contact_id": id, "changes": json.loads(request.get_data())}
        return answer(shown(self.rpc.stock_settings.change(caller, ask)))


class Proxies(DependencyProvider):
    """For each request a `with ClusterRpcProxy()`: it is of one thread, so requests cannot share it."""

    def get_dependency(self, worker_ctx: Any) -> Any:
        worker_ctx.proxy = ClusterRpcProxy()
        return worker_ctx.proxy.start()

    def worker_teardown(self, worker_ctx: Any) -> None:
        worker_ctx.proxy.stop()


class StockProxyWeb(StockWeb):
    name = "stock_proxy_web"

    rpc = Proxies()


def who_asks(request: Request) -> Plain:
    return caller_of(UUID(request.headers["X-Person"]), UUID(request.headers["X-Team"])).model_dump(mode="json")


def shown(settings: Plain) -> Plain:
    return {name: settings[name] for name in NEVER_SET}


def answer(told: Plain) -> Answer:
    return 200, JSON, json.dumps(told, ensure_ascii=False)
