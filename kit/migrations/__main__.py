import sys

from kit.config import load
from kit.migrations import upgrade
from kit.migrations.config import MigrationConfig

if __name__ == "__main__":
    [service] = sys.argv[1:]
    upgrade(service, load(MigrationConfig).database_url.get_secret_value())
