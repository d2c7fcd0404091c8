"""The same as nameko's documentation would write it: nameko run bench.bus.stock_service"""

from typing import Any

from nameko.rpc import rpc

from bench.bus.contract import STOCK_NAME


class StockCounting:
    name = STOCK_NAME

    @rpc
    def count(self, ask: dict[str, Any]) -> dict[str, Any]:
        return {**ask, "so_far": ask["so_far"] + 1}
