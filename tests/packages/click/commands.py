"""A command with sub-commands, options, help and errors, driven through click's own runner."""
# env: PYTHONPATH=/usr/lib/python3/dist-packages
import enum
import os

import click
from click.testing import CliRunner


class Settings:
    def __init__(self, verbose):
        self.verbose = verbose


pass_settings = click.make_pass_decorator(Settings)


@click.group(context_settings={"auto_envvar_prefix": "SHOP"})
@click.option("-v", "--verbose", count=True, help="Say more; may be given several times.")
@click.version_option("1.2.3", prog_name="shop")
@click.pass_context
def shop(ctx, verbose):
    """Keep a small shop.

    The second paragraph of the help text is long enough that it has to be wrapped at the width of the terminal.
    """
    ctx.obj = Settings(verbose)


@shop.command()
@click.argument("name")
@click.option("--price", type=click.FloatRange(0, 100), default=1.5, show_default=True, help="What it costs.")
@click.option("--colour", type=click.Choice(["red", "green", "blue"], case_sensitive=False), help="Its colour.")
@click.option("--tag", "tags", multiple=True, metavar="TAG", help="Tags, as many as wanted.")
@click.option("--hidden/--shown", default=False)
@pass_settings
def add(settings, name, price, colour, tags, hidden):
    """Add an article NAME."""
    click.echo(f"add {name} {price:.2f} {colour} {tags} {hidden} verbose={settings.verbose}")


@shop.command()
@click.argument("numbers", nargs=-1, type=int)
@click.option("--size", nargs=2, type=int)
def total(numbers, size):
    """Sum NUMBERS."""
    click.echo(f"{sum(numbers)} {size}")


@shop.command()
@click.argument("source", type=click.File("r"))
@click.argument("target", type=click.Path(dir_okay=False))
def copy(source, target):
    """Copy SOURCE to TARGET."""
    with open(target, "w") as out:
        out.write(source.read().upper())
    click.secho("copied", fg="green", bold=True)


@shop.command()
@click.option("--name", prompt="Your name")
@click.option("--password", prompt=True, hide_input=True, confirmation_prompt=True)
def login(name, password):
    """Ask who is there."""
    click.echo(f"{name} has {len(password)} letters")
    if not click.confirm("Go on?", default=True):
        raise click.Abort()
    click.echo("on we go")


@shop.group(invoke_without_command=True, chain=True)
@click.pass_context
def chain(ctx):
    """Commands in a row."""
    click.echo(f"chain, then {ctx.invoked_subcommand}")


@chain.command("one")
@click.option("--when", type=click.DateTime(["%Y-%m-%d"]))
def one(when):
    click.echo(f"one {when}")
    return 1


@chain.command("two")
@click.option("--id", "identity", type=click.UUID)
@click.option("--kind", type=click.Tuple([str, int]), default=("a", 1))
def two(identity, kind):
    click.echo(f"two {identity} {kind}")
    return 2


@chain.result_callback()
def finish(results):
    click.echo(f"results {results}")


@shop.command()
def broken():
    raise click.ClickException("it is broken")


@shop.command()
def wrong():
    raise ZeroDivisionError("an error of the program")


def show(*arguments, **more):
    result = CliRunner().invoke(shop, arguments, **more)
    print("$", *arguments, "->", result.exit_code, repr(result.exception) if result.exception else "")
    print(result.output, end="" if result.output.endswith("\n") or not result.output else "\n")


show("--help")
show("--version")
show("add", "--help")
show("add", "tea")
show("-vv", "add", "tea", "--price", "3", "--colour", "GREEN", "--tag", "hot", "--tag", "wet", "--hidden")
show("add", "tea", env={"SHOP_ADD_PRICE": "9.5", "SHOP_VERBOSE": "1"})
show("add")
show("add", "tea", "--price", "1000")
show("add", "tea", "--price", "cheap")
show("add", "tea", "--colour", "grey")
show("add", "tea", "--colur", "red")
show("ad")
show("total", "1", "2", "3", "--size", "4", "5")
show("total", "--", "-1", "x")
show("chain", "one", "--when", "2024-02-29", "two", "--id", "12345678123456781234567812345678")
show("chain")
show("chain", "one", "--when", "yesterday")
show("login", input="Ann\nsecret\nsecret\n\n")
show("login", input="Ann\nsecret\nother\nsecret\nsecret\nn\n")
show("broken")
show("wrong")
show("nothing")
runner = CliRunner()
with runner.isolated_filesystem():
    with open("in.txt", "w") as out:
        out.write("some text\n")
    result = runner.invoke(shop, ["copy", "in.txt", "out.txt"], color=True)
    print(result.exit_code, repr(result.output), open("out.txt").read(), end="")
    result = runner.invoke(shop, ["copy", "absent.txt", "out.txt"])
    print(result.exit_code, result.output, end="")
    result = runner.invoke(shop, ["copy", "-", "out.txt"], input="from stdin\n")
    print(result.exit_code, open("out.txt").read(), end="")
print(click.style("bold", bold=True).encode(), click.unstyle(click.style("x", fg="red")))
print(click.format_filename("a/b/c.txt", shorten=True), click.get_app_dir("shop", force_posix=True).replace(os.path.expanduser("~"), "~"))
click.echo("to the error stream", err=True)
click.echo(b"bytes")
with click.progressbar(range(3), label="work", file=click.get_text_stream("stdout")) as bar:
    for _ in bar:
        pass
