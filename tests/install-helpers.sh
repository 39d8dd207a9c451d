#!/bin/sh
# Chromium and Chinese fonts for the browser tests: installed when root on Debian or Ubuntu, else said.
set -eu
need=""
command -v chromium >/dev/null 2>&1 || need="chromium"
[ -n "$(fc-list :lang=zh 2>/dev/null | head -n 1)" ] || need="$need fontconfig fonts-noto-cjk"
[ -n "$need" ] || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    apt-get update -qq
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $need >/dev/null
else
    echo "浏览器测试需要：apt-get install $need（没有它们时这些测试会被点名跳过）" >&2
    [ -z "${CI:-}" ] || exit 1
fi
