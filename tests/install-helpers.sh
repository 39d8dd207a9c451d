#!/bin/sh
# Helper programs of the tests (browser, Chinese fonts, LibreOffice, Virtuoso): installed when root on Debian or Ubuntu, else named.
set -eu
need=""
command -v chromium >/dev/null 2>&1 || need="$need chromium"
command -v fc-list >/dev/null 2>&1 && [ -n "$(fc-list :lang=zh 2>/dev/null | head -n 1)" ] || need="$need fontconfig fonts-noto-cjk"
command -v soffice >/dev/null 2>&1 || need="$need libreoffice-writer-nogui libreoffice-calc-nogui"
command -v virtuoso-t >/dev/null 2>&1 || need="$need virtuoso-opensource-7-bin"
[ -n "$need" ] || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    apt-get update -qq
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $need >/dev/null
else
    echo "有些测试需要：apt-get install$need（没有它们时这些测试会被点名跳过）" >&2
    [ -z "${CI:-}" ] || exit 1
fi
