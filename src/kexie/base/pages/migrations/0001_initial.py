import django.db.models.deletion
import modelsearch.index
import taggit.managers
import wagtail.fields
import wagtail.images.models
import wagtail.models.media
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('people', '0001_initial'),
        ('taggit', '0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx'),
        ('wagtailcore', '0097_baselogentry_uuid_action_timestamp_indexes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ColumnPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
                ('intro', models.TextField(blank=True, max_length=300, verbose_name='导语')),
            ],
            options={
                'verbose_name': '栏目',
                'verbose_name_plural': '栏目',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='HomePage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
                ('intro', models.TextField(blank=True, max_length=300, verbose_name='导语')),
                ('body', wagtail.fields.StreamField([('paragraph', 0), ('heading', 1), ('picture', 5), ('quote', 8), ('attachments', 9)], blank=True, block_lookup={0: ('kexie.base.pages.blocks.ParagraphBlock', (), {}), 1: ('kexie.base.pages.blocks.HeadingBlock', (), {'max_length': 60}), 2: ('wagtail.images.blocks.ImageChooserBlock', (), {'label': '图片'}), 3: ('wagtail.blocks.CharBlock', (), {'help_text': '用一句话说出图片里有什么，供看不到图片的人了解。', 'label': '图片说明（替代文字）', 'max_length': 120}), 4: ('wagtail.blocks.CharBlock', (), {'label': '图注', 'max_length': 120, 'required': False}), 5: ('wagtail.blocks.StructBlock', [[('image', 2), ('alt', 3), ('caption', 4)]], {}), 6: ('wagtail.blocks.TextBlock', (), {'label': '引文'}), 7: ('wagtail.blocks.CharBlock', (), {'label': '出处', 'max_length': 120, 'required': False}), 8: ('wagtail.blocks.StructBlock', [[('text', 6), ('source', 7)]], {}), 9: ('kexie.base.pages.blocks.AttachmentsBlock', (), {})}, verbose_name='正文')),
            ],
            options={
                'verbose_name': '首页',
                'verbose_name_plural': '首页',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='ArticlePage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
                ('date', models.DateField(db_index=True, verbose_name='日期')),
                ('source_text', models.CharField(blank=True, help_text='来源不在组织机构里时填写，例如其他媒体的名称。', max_length=120, verbose_name='其他来源')),
                ('author', models.CharField(blank=True, max_length=60, verbose_name='作者')),
                ('reviewer', models.CharField(blank=True, max_length=60, verbose_name='审核')),
                ('summary', models.TextField(blank=True, max_length=300, verbose_name='摘要')),
                ('body', wagtail.fields.StreamField([('paragraph', 0), ('heading', 1), ('picture', 5), ('quote', 8), ('attachments', 9)], block_lookup={0: ('kexie.base.pages.blocks.ParagraphBlock', (), {}), 1: ('kexie.base.pages.blocks.HeadingBlock', (), {'max_length': 60}), 2: ('wagtail.images.blocks.ImageChooserBlock', (), {'label': '图片'}), 3: ('wagtail.blocks.CharBlock', (), {'help_text': '用一句话说出图片里有什么，供看不到图片的人了解。', 'label': '图片说明（替代文字）', 'max_length': 120}), 4: ('wagtail.blocks.CharBlock', (), {'label': '图注', 'max_length': 120, 'required': False}), 5: ('wagtail.blocks.StructBlock', [[('image', 2), ('alt', 3), ('caption', 4)]], {}), 6: ('wagtail.blocks.TextBlock', (), {'label': '引文'}), 7: ('wagtail.blocks.CharBlock', (), {'label': '出处', 'max_length': 120, 'required': False}), 8: ('wagtail.blocks.StructBlock', [[('text', 6), ('source', 7)]], {}), 9: ('kexie.base.pages.blocks.AttachmentsBlock', (), {})}, verbose_name='正文')),
                ('source_unit', models.ForeignKey(blank=True, help_text='在组织机构里的单位请在此选择。', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation', verbose_name='来源单位')),
            ],
            options={
                'verbose_name': '文章',
                'verbose_name_plural': '文章',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='PageDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=255, verbose_name='title')),
                ('file', models.FileField(upload_to='documents', verbose_name='file')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created at')),
                ('file_size', models.PositiveBigIntegerField(editable=False, null=True)),
                ('file_hash', models.CharField(blank=True, editable=False, max_length=40)),
                ('collection', models.ForeignKey(default=wagtail.models.media.get_root_collection_id, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.collection', verbose_name='collection')),
                ('tags', taggit.managers.TaggableManager(blank=True, help_text=None, through='taggit.TaggedItem', to='taggit.Tag', verbose_name='tags')),
                ('uploaded_by_user', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL, verbose_name='uploaded by user')),
            ],
            options={
                'verbose_name': '文件',
                'verbose_name_plural': '文件',
                'permissions': [('choose_document', 'Can choose document')],
                'abstract': False,
            },
            bases=(modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name='PageImage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=255, verbose_name='title')),
                ('file', wagtail.images.models.WagtailImageField(height_field='height', upload_to=wagtail.images.models.get_upload_to, verbose_name='file', width_field='width')),
                ('width', models.IntegerField(editable=False, verbose_name='width')),
                ('height', models.IntegerField(editable=False, verbose_name='height')),
                ('created_at', models.DateTimeField(auto_now_add=True, db_index=True, verbose_name='created at')),
                ('focal_point_x', models.PositiveIntegerField(blank=True, null=True)),
                ('focal_point_y', models.PositiveIntegerField(blank=True, null=True)),
                ('focal_point_width', models.PositiveIntegerField(blank=True, null=True)),
                ('focal_point_height', models.PositiveIntegerField(blank=True, null=True)),
                ('file_size', models.PositiveIntegerField(editable=False, null=True)),
                ('file_hash', models.CharField(blank=True, db_index=True, editable=False, max_length=40)),
                ('description', models.CharField(help_text='用一句话说出图片里有什么，供看不到图片的人了解。', max_length=255, verbose_name='图片说明（替代文字）')),
                ('collection', models.ForeignKey(default=wagtail.models.media.get_root_collection_id, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.collection', verbose_name='collection')),
                ('tags', taggit.managers.TaggableManager(blank=True, help_text=None, through='taggit.TaggedItem', to='taggit.Tag', verbose_name='tags')),
                ('uploaded_by_user', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL, verbose_name='uploaded by user')),
            ],
            options={
                'verbose_name': '图片',
                'verbose_name_plural': '图片',
                'permissions': [('choose_image', 'Can choose image')],
                'abstract': False,
            },
            bases=(wagtail.images.models.ImageFileMixin, modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name='PageRendition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('filter_spec', models.CharField(db_index=True, max_length=255)),
                ('file', wagtail.images.models.WagtailImageField(height_field='height', storage=wagtail.images.models.get_rendition_storage, upload_to=wagtail.images.models.get_rendition_upload_to, width_field='width')),
                ('width', models.IntegerField(editable=False)),
                ('height', models.IntegerField(editable=False)),
                ('focal_point_key', models.CharField(blank=True, default='', editable=False, max_length=16)),
                ('image', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='renditions', to='pages.pageimage')),
            ],
            options={
                'unique_together': {('image', 'filter_spec', 'focal_point_key')},
            },
            bases=(wagtail.images.models.ImageFileMixin, models.Model),
        ),
    ]
