"""The README tells what the code does: its tables are held to it."""

import os
import re
from pathlib import Path

from pydantic_core import PydanticUndefined

from gateway.config import GatewayConfig
from kit.config import ProcessConfig, ServiceConfig
from services.accounts.config import AccountsConfig
from services.push.config import PushConfig

README = Path(__file__).resolve().parents[2] / "README.md"
TOLD_TO = (
    ("every process", ProcessConfig, ()),
    ("services", ServiceConfig, (ProcessConfig,)),
    ("accounts", AccountsConfig, (ProcessConfig, ServiceConfig)),
    ("push", PushConfig, (ProcessConfig, ServiceConfig)),
    ("gateway", GatewayConfig, (ProcessConfig,)),
)
SECTION = re.compile(r"(?<=<!-- variables -->\n).*?(?=<!-- end of variables -->)", re.DOTALL)


def variables():
    lines = ["| variable | told to | default | is |", "|---|---|---|---|"]
    for who, config, above in TOLD_TO:
        for name, field in config.model_fields.items():
            if any(name in other.model_fields for other in above):
                continue
            default = "required" if field.default is PydanticUndefined else f"`{field.default}`"
            default = "" if default in ("``", "`()`") else default
            lines.append(f"| `{name.upper()}` | {who} | {default} | {(field.description or '').replace('<', '&lt;')} |")
    return "\n".join(lines) + "\n"


class TestTheTableOfVariables:
    def test_is_what_the_processes_read(self):
        """`QERO_REFRESH=1 ./qero test tests/docs` writes it anew: then read its diff."""
        if os.environ.get("QERO_REFRESH"):
            README.write_text(SECTION.sub(lambda _: variables(), README.read_text()))

        [section] = SECTION.findall(README.read_text())
        assert section == variables()
