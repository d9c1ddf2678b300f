import django.db.models.deletion
from django.db import migrations, models

# The index itself, which Django's models do not know. The database keeps it: no save, no bulk write and no worker can
# leave it behind. A later migration that lets Django remake search_searchchunk on SQLite must make the triggers anew.
SQLITE = [
    "CREATE VIRTUAL TABLE search_index USING fts5("
    "tokens, content='search_searchchunk', content_rowid='id', tokenize='ascii')",
    "CREATE TRIGGER search_index_insert AFTER INSERT ON search_searchchunk BEGIN "
    "INSERT INTO search_index(rowid, tokens) VALUES (new.id, new.tokens); END",
    "CREATE TRIGGER search_index_delete AFTER DELETE ON search_searchchunk BEGIN "
    "INSERT INTO search_index(search_index, rowid, tokens) VALUES ('delete', old.id, old.tokens); END",
    "CREATE TRIGGER search_index_update AFTER UPDATE ON search_searchchunk BEGIN "
    "INSERT INTO search_index(search_index, rowid, tokens) VALUES ('delete', old.id, old.tokens); "
    "INSERT INTO search_index(rowid, tokens) VALUES (new.id, new.tokens); END",
]
POSTGRESQL = [
    "ALTER TABLE search_searchchunk ADD COLUMN vector tsvector "
    "GENERATED ALWAYS AS (to_tsvector('pg_catalog.simple', tokens)) STORED",
    "CREATE INDEX search_index ON search_searchchunk USING gin (vector) WITH (fastupdate = off)",
]


def make_index(apps, schema_editor):
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop_index(apps, schema_editor):
    # Triggers and the derived column go with their table.
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE search_index")


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='SearchEntry',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('source', models.CharField(max_length=40, verbose_name='来源')),
                ('key', models.CharField(max_length=100, verbose_name='编号')),
                ('on', models.DateField(null=True, verbose_name='日期')),
                ('public', models.BooleanField(verbose_name='公开')),
                ('ability', models.CharField(blank=True, max_length=100, verbose_name='所需权限')),
                ('unit_path', models.CharField(blank=True, max_length=255, verbose_name='单位路径')),
                ('url', models.TextField(verbose_name='地址')),
                ('title', models.CharField(max_length=300, verbose_name='标题')),
                ('compact_title', models.CharField(max_length=600, verbose_name='无标点标题')),
                ('pinyin', models.CharField(blank=True, max_length=1000, verbose_name='拼音')),
                ('initials', models.CharField(blank=True, max_length=600, verbose_name='拼音首字母')),
            ],
            options={
                'verbose_name': '检索条目',
                'verbose_name_plural': '检索条目',
                'constraints': [models.UniqueConstraint(fields=('source', 'key'), name='search_entry_once'), models.CheckConstraint(condition=models.Q(('public', True), models.Q(('ability', ''), _negated=True), _connector='OR'), name='search_entry_public_or_by_ability')],
            },
        ),
        migrations.CreateModel(
            name='SearchChunk',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField(verbose_name='序号')),
                ('text', models.TextField(blank=True, verbose_name='正文')),
                ('tokens', models.TextField(blank=True, verbose_name='索引词')),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='chunks', to='search.searchentry', verbose_name='条目')),
            ],
            options={
                'verbose_name': '检索文本',
                'verbose_name_plural': '检索文本',
            },
        ),
        migrations.RunPython(make_index, drop_index),
    ]
