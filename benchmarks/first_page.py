"""The first page in Chromium: time until the question box can be used, as a ratio to a blank page served the same way; its bytes.

    python -m benchmarks.first_page [rounds]

The sample plan is loaded. Both pages come from the same service over one connection; every round opens both with an empty cache.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse

from tests.conftest import SAMPLE
from tests.served import FLAGS, served_app
from zhengpu.http import create_app
from zhengpu.service import open_zhengpu
from zhengpu.settings import data_folder

BLANK = '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><link rel="icon" href="data:,"><title>空白</title><p>空白</p></html>'
USABLE = "() => document.readyState === 'complete' && (!document.querySelector('.site') || document.activeElement.id === 'q')"
SPENT = "() => performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"
BYTES = """() => performance.getEntriesByType('navigation').concat(performance.getEntriesByType('resource'))
  .reduce((sums, entry) => [sums[0] + entry.transferSize, sums[1] + entry.decodedBodySize, sums[2] + 1], [0, 0, 0])"""


def milliseconds(browser: Any, address: str) -> tuple[float, tuple[int, int, int]]:
    """Milliseconds until usable, and (bytes sent, bytes unpacked, files)."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(address)
    page.wait_for_function(USABLE)
    spent, held = page.evaluate(SPENT), page.evaluate(BYTES)
    context.close()
    return float(spent), tuple(held)


def main() -> None:
    """Measure and print."""
    from playwright.sync_api import sync_playwright

    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    with tempfile.TemporaryDirectory() as folder, open_zhengpu(folder) as zp:
        path = data_folder() / f"{SAMPLE}.txt"
        zp.add(path.read_bytes(), path.name)
        app = create_app(zp)
        app.add_api_route("/blank-page", lambda: HTMLResponse(BLANK))
        with served_app(app) as address, sync_playwright() as started:
            browser = started.chromium.launch(executable_path=_chromium(), args=FLAGS)
            pairs = [
                (milliseconds(browser, f"{address}/")[0], milliseconds(browser, f"{address}/blank-page")[0]) for _ in range(rounds + 1)
            ]
            _, (sent, unpacked, files) = milliseconds(browser, f"{address}/")
            browser.close()
    first, *warm = pairs  # the first visit of a service loads templates and works out the sample questions
    mine, blank = statistics.median(one for one, _ in warm), statistics.median(other for _, other in warm)
    print(
        f"首页可用 {mine:.0f} ms，空白页 {blank:.0f} ms，比值 {mine / blank:.2f}（{rounds} 轮中位数；服务启动后的第一次 {first[0]:.0f} ms）"
    )
    print(f"首页共 {files} 个文件，传输 {sent:,} 字节，展开 {unpacked:,} 字节")


def _chromium() -> str:
    import shutil

    found = next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None)
    if found is None:
        raise SystemExit("没有找到 Chromium。请先安装它。")
    return str(Path(found))


if __name__ == "__main__":
    main()
