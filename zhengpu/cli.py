"""The command line: the same verbs as `Zhengpu`, in Chinese, with exit codes 0 done · 1 data · 2 usage · 3 environment."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import click
import typer

from zhengpu.access.key_commands import keys
from zhengpu.commands.opening import held, opened, output_file
from zhengpu.commands.report_commands import add_report_commands
from zhengpu.commands.store_commands import backup, doctor, forget, import_, list_, merges, restore, verify
from zhengpu.commands.store_option import StoreOption
from zhengpu.corrections.correction_commands import correct, corrections, learn
from zhengpu.corrections.review_commands import review
from zhengpu.graph.errors import EnvironmentTrouble, UsageError, ZhengpuError, reason
from zhengpu.receipts.receipt_commands import receipt
from zhengpu.settings import settings
from zhengpu.versions.version_commands import versions
from zhengpu.watching.watch_commands import watch

if TYPE_CHECKING:
    pass

__all__ = ["app", "main"]

app = typer.Typer(
    name="zhengpu",
    help="政谱：读政府行动计划，建知识图谱，用中文提问。",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


@app.callback(invoke_without_command=True)
def _first(version: Annotated[bool, typer.Option("--version", help="打印版本", is_eager=True)] = False) -> None:
    if version:
        from zhengpu import __version__

        typer.echo(f"zhengpu {__version__}")
        raise typer.Exit


@app.command()
def ingest(
    paths: Annotated[list[str], typer.Argument(help="文件、文件夹、压缩包，或 fsspec 认识的地址（s3://…）")],
    store: StoreOption = None,
    strict: Annotated[bool, typer.Option("--strict", help="有一个文件读不了就以失败结束")] = False,
    anything: Annotated[bool, typer.Option("--any", help="不像行动计划的也收入")] = False,
    workers: Annotated[int, typer.Option("--workers", help="用几个进程阅读（需要 zhengpu[cluster]）", min=1)] = 1,
    cluster: Annotated[str | None, typer.Option("--cluster", help="用这个 dask 集群阅读，如 tcp://主机:8786")] = None,
    replace_: Annotated[bool, typer.Option("--replace", help="同一文号的另一文本替换图谱里的（原来的一版留着，可以恢复）")] = False,
) -> None:
    """读入计划：文件、文件夹、压缩包都可以；打印读到了什么和每一处疑问。文件很多时中断了可以再运行，会接着读。"""
    from zhengpu.commands.bulk import told

    with opened(store) as zp:
        said = told(zp, paths, strict=strict, workers=workers, cluster=cluster, anything=anything, replacing=replace_)
    ends = f"，{len(said.failed)}份没有读入或有错误" if said.failed else ""
    ends += f"（其中{said.conflicts}份是已有文件的另一文本，没有替换）" if said.conflicts else ""
    typer.echo(f"读入{said.learned}份文件{ends}。")
    if not said.learned or said.conflicts or (strict and said.failed):
        raise typer.Exit(1)


@app.command()
def extract(file: Annotated[Path, typer.Argument(help="一份计划")]) -> None:
    """读一份计划，以 JSON 打印读到的一切；不存入图谱。"""
    from zhengpu.ingest.extraction import extraction
    from zhengpu.ingest.files.reading import read
    from zhengpu.ingest.pipeline import learn, load_reader

    document = read(_bytes(file), file.name)
    learned = learn(document, load_reader())
    typer.echo(json.dumps(extraction(learned.plan, learned.claims) | {"report": learned.report.told()}, ensure_ascii=False, indent=1))


@app.command()
def ask(
    questions: Annotated[list[str], typer.Argument(help="问题，可以多个；- 表示从标准输入逐行读")],
    store: StoreOption = None,
    today: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="“今年”“年底”以哪一天为准")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="打印完整的 JSON 答复")] = False,
    as_of: Annotated[str | None, typer.Option("--as-of", help="按哪一天的文本（2024-06-30）或哪一版（编号@1）回答")] = None,
) -> None:
    """用中文（或英文）提问；答案逐条带原文依据。"""
    from zhengpu.commands.terminal import answer_text
    from zhengpu.query.answer import as_json as to_json

    lines = [line.strip() for q in questions for line in (sys.stdin if q == "-" else [q]) if line.strip() or q != "-"]
    answered = True
    with opened(store) as zp:
        for number, question in enumerate(lines):
            day = today.date() if today else None
            answer = zp.ask(question, today=day, as_of=as_of)
            answered &= answer.outcome == "answered"
            if as_json:
                typer.echo(json.dumps(zp.sheets.with_pages(to_json(answer)), ensure_ascii=False))
            else:
                typer.echo(("\n" if number else "") + (f"问：{question}\n" if len(lines) > 1 else "") + answer_text(answer))
                typer.echo(f"收据：{answer.id}（zhengpu receipt {answer.id} 核对）")
                if not as_of and (proposal := zp.proposed(answer, day)) is not None:
                    typer.echo(proposal.text())
    if not answered:
        raise typer.Exit(1)


@app.command()
def query(
    file: Annotated[str, typer.Argument(help="SPARQL 文件，- 表示标准输入")],
    store: StoreOption = None,
    form: Annotated[str, typer.Option("--format", help="table|json|csv|tsv|xml|turtle|jsonld")] = "table",
) -> None:
    """执行一个 SPARQL 查询（只读）。"""
    from zhengpu.commands.analysis import run_query

    text = sys.stdin.read() if file == "-" else _bytes(Path(file)).decode("utf-8", errors="strict")
    with opened(store) as zp:
        sys.stdout.write(run_query(zp, text, form))


@app.command()
def serve(
    store: StoreOption = None,
    host: Annotated[str | None, typer.Option(help="监听的地址（默认 127.0.0.1）")] = None,
    port: Annotated[int | None, typer.Option(help="端口（默认 8000）；0 表示自选", min=0, max=65535)] = None,
    allow_update: Annotated[bool, typer.Option("--allow-update", help="允许持管理密钥者用 SPARQL 修改")] = False,
    allow_host: Annotated[
        list[str] | None, typer.Option("--allow-host", help="服务的域名（IP 和 localhost 总可以），可以多个；.例.cn 含下级")
    ] = None,
    without_keys: Annotated[bool, typer.Option("--without-keys", help="没有密钥也对别的机器开放")] = False,
    root_path: Annotated[str | None, typer.Option("--root-path", help="在反向代理后面时的路径，如 /zhengpu")] = None,
    proxy: Annotated[list[str] | None, typer.Option("--proxy", help="反向代理的地址，相信它的 X-Forwarded-For 和 -Proto，可以多个")] = None,
    cors: Annotated[list[str] | None, typer.Option("--cors", help="让这个网站的网页能查 /sparql，如 https://data.例.cn；可以多个")] = None,
    mcp: Annotated[bool, typer.Option("--mcp", help="在 /mcp 提供 MCP 工具（需要 zhengpu[mcp]）")] = False,
) -> None:
    """启动 HTTP 服务和网页。对别的机器开放，先用 zhengpu keys add 发放密钥。"""
    from zhengpu.hosting.serving import serve as run

    said: dict[str, Any] = {"host": host, "port": port, "root_path": root_path, "allow_update": allow_update or None, "mcp": mcp or None}
    said |= {"hosts": tuple(allow_host or ()) or None, "proxies": tuple(proxy or ()) or None, "without_keys": without_keys or None}
    said |= {"cors": tuple(cors or ()) or None}
    with held(store) as zp:
        zp.settings = replace(zp.settings, **{name: value for name, value in said.items() if value is not None})
        run(zp)


@app.command()
def mcp(store: StoreOption = None) -> None:
    """供支持 MCP 的程序调用：ask、find、evidence、sparql、report、progress，从标准输入输出（需要 zhengpu[mcp]）；用 HTTP 请 serve --mcp。"""
    from zhengpu.hosting.serving import need_mcp

    need_mcp()
    from zhengpu.mcp_tools import speak

    with opened(store) as zp:
        speak(zp)


@app.command()
def audit(
    output: Annotated[Path | None, typer.Option("-o", "--output", help="写到这个文件；不写就打印")] = None, store: StoreOption = None
) -> None:
    """导出审计记录：谁在什么时候问了、读了、改了什么；每行一个 JSON，旧的在前。"""
    from zhengpu.access.audit import audit_lines

    folder = settings(store).audit_folder
    lines = audit_lines(folder) if folder else iter(())
    if output is None:
        sys.stdout.writelines(lines)
        return
    with output.open("w", encoding="utf-8") as file:
        file.writelines(lines)
    typer.echo(f"已写入 {output}")


@app.command()
def view(
    name: Annotated[str, typer.Argument(help="图的名称：matrix、surroundings、cooperation、tree、targets、basis、compare")],
    output: Annotated[Path, typer.Option("-o", "--output", help="写到这个 HTML 文件")],
    of: Annotated[str | None, typer.Option("--of", help="以谁为中心：名称或标识")] = None,
    a: Annotated[str | None, typer.Option("--a", help="比较：第一份文件")] = None,
    b: Annotated[str | None, typer.Option("--b", help="比较：第二份文件")] = None,
    given: Annotated[list[str] | None, typer.Option("--set", help="图的其他参数，写作 名=值，可以多个（如 document=…、sort=name）")] = None,
    store: StoreOption = None,
) -> None:
    """画一张图，存成可以双击打开的网页。"""
    chosen = {key: value for key, value in {"of": of, "a": a, "b": b}.items() if value}
    for one in given or ():
        key, equals, value = one.partition("=")
        if not equals or not key:
            raise UsageError(f"看不懂 --set {one}", "参数要写作 名=值", "例如 --set sort=name")
        chosen[key] = value
    with output_file(output), opened(store) as zp:
        drawn = zp.picture(name, **chosen)
        output.write_text(drawn.html, "utf-8")
    typer.echo(f"{drawn.title}：{drawn.nodes}个节点，{drawn.edges}条关系，已写入 {output}")


@app.command()
def export(
    form: Annotated[str, typer.Argument(help="turtle nquads … csv ledger-xlsx tasks-docx weekly-xlsx weekly-docx deadlines-ics atlas")],
    output: Annotated[Path, typer.Option("-o", "--output", help="写到这个文件")],
    unit: Annotated[str | None, typer.Option("--unit", help="只要这个单位的（台账、任务单、职责表）")] = None,
    document: Annotated[str | None, typer.Option("--document", help="只要这份文件的（台账、任务单、职责表）")] = None,
    today: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="督查周报以哪一天为准")] = None,
    store: StoreOption = None,
) -> None:
    """导出：RDF、网络、表格、台账、任务单、督查周报、日历、单文件图册。"""
    from zhengpu.exports import find_export

    exporter = find_export(form)
    with output_file(output), opened(store) as zp:
        count = zp.export(form, output, unit=unit, document=document, today=today.date() if today else None)
    typer.echo(f"已写入 {output}（{exporter.title}，{count}）")


app.command(name="import")(import_)
app.command(name="list")(list_)
app.command()(versions)
app.command()(receipt)
app.command()(correct)
app.command()(corrections)
app.command()(learn)
app.command()(review)
app.command()(watch)
app.command()(keys)
app.command()(forget)


@app.command()
def progress(
    file: Annotated[Path | None, typer.Argument(help="填好的督查台账（.xlsx）；不写就打印今天的情况")] = None,
    store: StoreOption = None,
    by: Annotated[str, typer.Option("--by", help="谁报的；台账有“填报”列时以它为准")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="没有标识、但题目与唯一一项任务相同的行，不问就认作那项任务")] = False,
    today: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="时限、沉默天数以哪一天为准")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="打印 JSON")] = False,
) -> None:
    """载入填好的督查台账（进展单独成图，不与计划混）；不给文件时打印今天的红黄灯、到期、逾期、未报。"""
    from zhengpu.oversight.telling import returned_json, returned_text, settled

    day = today.date() if today else None
    with opened(store) as zp:
        if file is None:
            typer.echo(zp.progress_text(day, as_json=as_json))
            return
        data = _bytes(file)
        found = zp.take_ledger(data, file.name, reporter=by, clear=yes, today=day)
        stored = found.stored
        if found.waiting and sys.stdin.isatty() and not as_json:
            matches = settled(found.waiting, lambda question: typer.confirm(question, default=True))
            found = zp.take_ledger(data, file.name, reporter=by, matches=matches, clear=yes, today=day)
            stored += found.stored
    typer.echo(returned_json(found) if as_json else returned_text(found, stored))
    if found.waiting and not stored:
        raise typer.Exit(1)


add_report_commands(app)
app.command()(backup)
app.command()(restore)
app.command()(verify)
app.command()(merges)
app.command()(doctor)


@app.command()
def demo(
    no_serve: Annotated[bool, typer.Option("--no-serve", help="演示完就结束，不启动网页")] = False,
    folder: Annotated[Path, typer.Option(help="演示的图谱和图片放在哪里")] = Path("zhengpu-demo"),
    port: Annotated[int, typer.Option(help="网页端口；0 表示自选", min=0, max=65535)] = 8000,
) -> None:
    """用样例计划走一遍：读入、提问、画图；在终端里接着打开网页服务，Ctrl-C 结束。"""
    from zhengpu.commands.demonstration import demonstrate

    demonstrate(folder, port=None if no_serve or not sys.stdout.isatty() else port)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"读不了文件 {path}", reason(error), "请检查路径和权限") from error


def _fail(error: ZhengpuError) -> NoReturn:
    for sentence in (error.what, error.why, error.todo):
        if sentence:
            sys.stderr.write(f"{sentence.rstrip('。')}。\n")
    sys.exit(3 if isinstance(error, EnvironmentTrouble) else 2 if isinstance(error, UsageError) else 1)


def main() -> None:
    """Run, and turn every `ZhengpuError` and every misused option into Chinese sentences and an exit code."""
    for stream in (sys.stdout, sys.stderr):
        if (encoding := getattr(stream, "encoding", None)) and encoding.lower().replace("-", "") != "utf8":
            stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    try:
        sys.exit(app(standalone_mode=False))
    except click.exceptions.NoArgsIsHelpError as error:
        sys.stderr.write(f"{error.format_message()}\n")
        sys.exit(2)
    except click.ClickException as error:
        from zhengpu.commands.usage import misused

        _fail(misused(error))
    except click.Abort:
        sys.exit(130)
    except ZhengpuError as error:
        _fail(error)
    except RuntimeError as error:
        if not str(error).startswith(("Corruption", "IO error")):  # the engine's words for files it cannot read
            raise
        from zhengpu.graph.store import store_damaged

        sys.stderr.write(f"{store_damaged(error)}\n")
        sys.exit(3)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
