"""A page with loops, macros, inheritance, filters and autoescape."""
# env: PYTHONPATH=/usr/lib/python3/dist-packages
import asyncio

from jinja2 import (ChoiceLoader, DictLoader, Environment, StrictUndefined, TemplateSyntaxError, UndefinedError, nodes,
                    pass_context, select_autoescape)
from jinja2.ext import Extension
from jinja2.sandbox import SandboxedEnvironment, SecurityError
from markupsafe import Markup, escape

TEMPLATES = {
    "base.html": """<!DOCTYPE html>
<title>{% block title %}Nothing{% endblock %}</title>
{%- block head scoped %}{% endblock %}
<ul>
{%- for href, caption in menu %}
  <li class="{{ loop.cycle('odd', 'even') }}">{{ loop.index }}/{{ loop.length }} <a href="{{ href|e }}">{{ caption }}</a>{% if not loop.last %},{% endif %}</li>
{%- else %}
  <li>empty</li>
{%- endfor %}
</ul>
{% block body required %}{% endblock %}
{%- block foot %}<p>{{ self.title() }}</p>{% endblock %}
""",
    "forms.html": """{% macro field(name, value='', kind='text') -%}
<input name="{{ name }}" value="{{ value }}" type="{{ kind }}"{% for k, v in kwargs|dictsort %} {{ k }}={{ v|tojson }}{% endfor %}>{% if caller %}{{ caller(name) }}{% endif %}
{%- endmacro %}
{% macro nested(n) %}{% if n %}({{ nested(n - 1) }}){% endif %}{% endmacro %}
{% set secret = 41 + 1 %}
""",
    "page.html": """{% extends "base.html" %}
{% from "forms.html" import field, nested as deep %}
{% import "forms.html" as forms with context %}
{% block title %}{{ title|title }} - {{ super() }}{% endblock %}
{% block body %}
{{ field("user", user.name, autofocus=True, size=3) }}
{% call(n) field("inner") %}called by {{ n }}{% endcall %}
{{ deep(3) }} {{ forms.secret }}
{% set ns = namespace(total=0) %}
{%- for row in rows recursive %}
{%- set ns.total = ns.total + row.n -%}
[{{ row.n }}{% if row.children %}{{ loop(row.children) }}{% endif %}@{{ loop.depth }}]
{%- endfor %}
total {{ ns.total }}
{{ text }} {{ text|safe }} {{ markup }} {{ text|striptags }}
{{ [3, 1, 2]|sort|join(", ") }} {{ "%0.2f"|format(3.14159) }} {{ names|map("upper")|reject("equalto", "BOB")|list }}
{{ users|groupby("city")|map(attribute=0)|join("|") }} {{ users|selectattr("age", "gt", 30)|map(attribute="name")|join("+") }}
{{ users|sum(attribute="age") }} {{ range(10)|batch(4, "-")|map("join")|list }} {{ range(7)|slice(3)|map("list")|list }}
{{ "a long text that is cut"|truncate(12) }} {{ "one two three four"|wordwrap(8)|indent(2) }} {{ 123456789|filesizeformat }}
{{ "x" ~ 1 ~ none }} {{ 7 // 2 }} {{ 7 % 4 }} {{ 2 ** 10 }} {{ 1 if false }} {{ "a" in "cat" and not 3 in [1] }}
{{ {"b": 1, "a": [1, {"c": "</script>"}]}|tojson }} {{ "http://a.example x"|urlize }} {{ "a b&c"|urlencode }} {{ 42.5|round|int }}
{% filter upper %}shout {{ 1 }}{% endfilter %} {% raw %}{{ raw }}{% endraw %} {# comment #}
{% with a = 1, b = 2 %}{{ a + b }}{% endwith %} {% include "part.txt" %} {% include "absent" ignore missing %}
{% for n in range(10) if n is odd %}{% if n == 7 %}{% break %}{% endif %}{{ n }}{{ loop.changed(n > 3) }} {% endfor %}
{% set block %}captured {{ 1 + 1 }}{% endset %}{{ block }} {{ 5 is divisibleby 5 }} {{ undefined_name is defined }} {{ none|default("d", true) }}
{{ shout("ctx") }} {{ "abc"|reverse }} {{ "abc"[::-1] }} {{ users[0].name }} {{ users[0]["city"] }} {{ "abc".upper() }}
{% do ns %}{% trans count=2 %}{{ count }} thing{% pluralize %}{{ count }} things{% endtrans %}
{% endblock %}""",
    "part.txt": "part of {{ title }} & <co>",
}


@pass_context
def shout(context, what):
    return f"{what}! {context['title']}"


env = Environment(loader=ChoiceLoader([DictLoader({}), DictLoader(TEMPLATES)]), autoescape=select_autoescape(),
                  extensions=["jinja2.ext.loopcontrols", "jinja2.ext.do", "jinja2.ext.i18n"])
env.install_null_translations(newstyle=True)
env.globals["shout"] = shout
env.filters["twice"] = lambda value: value * 2


class User:
    def __init__(self, name, city, age):
        self.name, self.city, self.age = name, city, age


users = [User("Ann", "Rome", 31), User("Bob", "Oslo", 25), User("Cy", "Rome", 40)]
values = dict(title="home page", menu=[("/", "Home"), ("/?a=1&b=2", "<Find>")], user=users[0], users=users,
              rows=[{"n": 1, "children": [{"n": 2}, {"n": 3, "children": [{"n": 4}]}]}, {"n": 5}],
              text="<b>bold</b>", markup=Markup("<i>%s</i>") % "<x>", names=["ann", "bob"])
print(env.get_template("page.html").render(values))
print(list(env.get_template("page.html").blocks))
print(env.from_string("{{ 'ab'|twice }} {{ (x.y is undefined) if x is defined else 'nothing' }}").render())
for template in ["{% if %}", "{{ 1 +", "{% for a in b %}", "{{ a|absent }}", "{% endfor %}", "{% block a %}{% block a %}{% endblock %}{% endblock %}"]:
    try:
        env.from_string(template)
    except TemplateSyntaxError as error:
        print(template, "->", error, error.lineno)
strict = Environment(undefined=StrictUndefined)
for template in ["{{ absent }}", "{{ [].absent }}", "{{ absent.more }}"]:
    for environment in (env, strict):
        try:
            print(template, "->", repr(environment.from_string(template).render()))
        except UndefinedError as error:
            print(template, "->", error)
box = SandboxedEnvironment()
for template in ["{{ ''.__class__.__mro__ }}", "{{ f.__globals__ }}", "{{ '{0.__class__}'.format(1) }}"]:
    try:
        print(box.from_string(template).render(f=shout))
    except SecurityError as error:
        print(template, "->", error)


class Upper(Extension):
    tags = {"upper"}

    def parse(self, parser):
        lineno = next(parser.stream).lineno
        body = parser.parse_statements(["name:endupper"], drop_needle=True)
        return nodes.CallBlock(self.call_method("_up"), [], [], body).set_lineno(lineno)

    def _up(self, caller):
        return caller().upper()


print(Environment(extensions=[Upper]).from_string("{% upper %}loud{% endupper %}").render())


async def slow(value):
    await asyncio.sleep(0)
    return value + 1


async def numbers():
    for i in range(3):
        yield i


async def main():
    environment = Environment(enable_async=True)
    template = environment.from_string("{% for n in numbers() %}{{ slow(n) }},{% endfor %}{{ slow(10)|string }}")
    print(await template.render_async(numbers=numbers, slow=slow))
    print([piece async for piece in template.generate_async(numbers=numbers, slow=slow)])


asyncio.run(main())
print(escape("<&\"'>"), Markup("a<b>c</b>").striptags(), Markup("<p>{}</p>").format("<x>"), repr(Markup("x") + "<"))
print(Markup("&lt;x&gt; &amp; &quot;").unescape(), Markup("<a>").join(["<", Markup("&")]), Markup("x,y").split(","))
try:
    env.from_string("line one\n{{ 1 // 0 }}").render()
except ZeroDivisionError as error:
    print("line", error.__traceback__.tb_next.tb_next.tb_lineno, type(error).__name__)
module = env.from_string("{% macro m(x) %}<{{ x }}>{% endmacro %}{% set y = 3 %}").module
print(module.m("q"), module.y)
print(env.compile("{{ a }}", raw=True)[:70])
print([token[1:] for token in env.lex("{% set a = 1.5 %}{{ a|f('x') }}")])
from jinja2 import meta
print(sorted(meta.find_undeclared_variables(env.parse("{% set a = 1 %}{{ a + b * c }}"))))
