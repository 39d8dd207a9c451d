# 政谱 · 常用命令。需要 Python 3.11+、git、make；其余由这里安装。
# 没有网络时：make WHEELHOUSE=目录 demo（见 README“离线安装”）。

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
# 打包所需，装在依赖之前；setuptools 是因为 jieba 只有源码包。
BUILDERS := pip hatchling editables 'setuptools>=77'
export PIP_DISABLE_PIP_VERSION_CHECK = 1
ifdef WHEELHOUSE
export PIP_NO_INDEX = 1
export PIP_FIND_LINKS = $(abspath $(WHEELHOUSE))
endif

.PHONY: help demo test quick check bench learn soak install dev browser screenshots wheelhouse clean

help:
	@echo "make demo   安装并演示：读样例计划、回答问题、画图，然后打开网页服务"
	@echo "make quick  两分钟以内的测试：不含浏览器、大批文件、安装包和耗时长的"
	@echo "make test   安装测试所需并运行全部检查和测试"
	@echo "make check  格式、静态检查、类型、楼层、文档"
	@echo "make bench  准确率与性能，并与上次结果比较"
	@echo "make learn  从题库重新学习：一句话的回答有多大把握（写入 query/sureness/confidence.toml）"
	@echo "make soak   长时间的模糊测试与压力测试"
	@echo "make screenshots  每个页面、每张图在各种宽度、明暗下的截图，放在 build/screenshots/"
	@echo "make wheelhouse  把全部依赖下载到 wheelhouse/，供没有网络的机器安装"

# 先装固定版本的依赖，打包 /sparql 的编辑器（hatch_build.py 说明做了什么），再装自己（可编辑），都不改动系统的 Python。
$(VENV)/.installed: pyproject.toml requirements.lock package-lock.json hatch_build.py $(wildcard zhengpu/web/bundle/*)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "需要 Python 3.11 或更新的版本（现在是 $$($(PYTHON) -V)）。请用 make PYTHON=python3.12 指定"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q -c requirements.lock $(BUILDERS)
	@$(BIN)/python hatch_build.py
	$(BIN)/python -m pip install -q --no-build-isolation -c requirements.lock -e .
	$(BIN)/python -m compileall -q graph ingest query viz zhengpu
	touch $@

$(VENV)/.dev: $(VENV)/.installed
	$(BIN)/python -m pip install -q -c requirements.lock --group dev
	touch $@

install: $(VENV)/.installed

dev: $(VENV)/.dev

demo: $(VENV)/.installed
	$(BIN)/zhengpu demo

# 浏览器和中文字体：只有 root 且有 apt-get 时自动安装，否则说明该装什么。
browser:
	@sh tests/install-helpers.sh

check: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	@rm -rf build/types && mkdir -p build/types/zhengpu && cd build/types/zhengpu && ln -s ../../../zhengpu/* ../../../graph ../../../ingest ../../../query ../../../viz .
	$(BIN)/mypy
	$(BIN)/python -m pytest tests/test_house_floors.py tests/test_house_docs.py

quick: $(VENV)/.dev
	$(BIN)/python -m pytest -n 2 --dist worksteal -m 'not (soak or browser or corpus or wheel or slow)' tests

test: $(VENV)/.dev browser check
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder tests

learn: $(VENV)/.dev
	$(BIN)/python -m benchmarks.learn

bench: $(VENV)/.dev
	$(BIN)/python -m benchmarks

screenshots: $(VENV)/.dev browser
	$(BIN)/python -m benchmarks.screenshots

soak: $(VENV)/.dev
	$(BIN)/python -m pytest -m soak --override-ini addopts= tests

wheelhouse: $(VENV)/.installed
	$(BIN)/python -m pip download -q -d wheelhouse -c requirements.lock --group dev $(BUILDERS) .

clean:
	rm -rf build dist zhengpu/web/static/built $(VENV) .mypy_cache .ruff_cache .pytest_cache
