"""Row-level security on submissions and what hangs on them (`kernel.walls`); nothing on SQLite.

``kexie.bulletin`` says how far `bulletin.contribute` and `bulletin.handle` reach. What hangs on a submission is seen with it:
a policy's look into another table is under that one's policy too.
"""

from django.db import migrations

from kexie.base.kernel.walls import Wall

OPEN = "current_setting('kexie.beyond', true) = 'on' OR current_setting('kexie.bulletin', true) = '%'"
WITHIN = (
    "coalesce(current_setting('kexie.bulletin', true), '') <> ''"
    " AND unit_id IN (SELECT id FROM people_organisation WHERE kexie_reaches_by('kexie.bulletin', path))"
)
ITS_OWN = "current_setting('kexie.person', true)"
WITH_IT = f"{OPEN} OR submission_id IN (SELECT id FROM bulletin_submission)"


class Migration(migrations.Migration):
    dependencies = [("bulletin", "0011_one_current_revision"), ("ledger", "0003_walls")]

    operations = [
        Wall("bulletin_submission", f"{OPEN} OR ({WITHIN}) OR author_id::text = {ITS_OWN}", f"{OPEN} OR ({WITHIN})"),
        Wall("bulletin_submissionversion", WITH_IT),
        Wall("bulletin_submissionnote", f"{WITH_IT} OR person_id::text = {ITS_OWN}", WITH_IT),
        Wall("bulletin_submissionstep", f"{WITH_IT} OR person_id::text = {ITS_OWN}", WITH_IT),
    ]
