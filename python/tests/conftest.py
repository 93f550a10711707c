import os
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]
ROOT = Path(os.environ.get("FTPSCOPE_ROOT", Path(__file__).resolve().parents[2]))


@pytest.fixture
def samples() -> Path:
    return ROOT / "samples"


@pytest.fixture
def captures() -> Path:
    return ROOT / "tests" / "captures"
