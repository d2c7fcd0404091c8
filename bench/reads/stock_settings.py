"""Settings as a stock nameko service: nameko run bench.reads.stock_settings"""

from typing import Any

from nameko.rpc import rpc

from bench.reads.same import settings_for
from bench.reads.stock_engine import Database
from contracts.settings import ChangeSettings, JustChanged, SettingsOf
from contracts.wire import Caller

Plain = dict[str, Any]


class StockSettings:
    name = "stock_settings"

    engine = Database("SETTINGS_URL")

    @rpc
    def get_many(self, caller: Plain, ask: Plain) -> Plain:
        found = settings_for(Caller.model_validate(caller), self.engine).get_many(SettingsOf.model_validate(ask))
        return found.model_dump(mode="json")

    @rpc
    def just_changed(self, caller: Plain, ask: Plain) -> Plain:
        found = settings_for(Caller.model_validate(caller), self.engine).just_changed(JustChanged.model_validate(ask))
        return found.model_dump(mode="json")

    @rpc
    def change(self, caller: Plain, ask: Plain) -> Plain:
        changed = settings_for(Caller.model_validate(caller), self.engine).change(ChangeSettings.model_validate(ask))
        return changed.model_dump(mode="json")
