"""Row-level security on cases and what belongs to them (`kernel.walls`); nothing on SQLite.

The rule, for all tables:

- ``kexie.matters`` says how far `matters.view_cases` reaches. A case, and all that belongs to it, is seen by the units that
  have a part in it (`CaseUnit`); in what they see they may change.
- Who has applied sees the case, its units, tasks, waits and steps, what is said to him, and the files that are not internal.
- A draft is its account's alone; a move is seen by the unit that leads the matter; bytes by whoever sees a paper of theirs.

Who stands in for a colleague acts in the same unit, and sees by that. Everything else (an applicant's act that makes tasks for
others, the tasks that one held before one left a unit) is asked ``beyond``, or behind `walls.raised`, by whoever has looked at
who asks.

The functions run as the tables' owner: a policy that looks into another table would ask that one's policy, which looks back.
They are told to be cheap, and a row is said to be seen by not being nothing, which the planner takes for almost all rows: so
whoever looks beyond the wall has the plans that there were without it.
"""

from django.db import migrations

from kexie.base.kernel.walls import Wall

FUNCTIONS = """
CREATE OR REPLACE FUNCTION kexie_matters_units() RETURNS bigint[] LANGUAGE sql STABLE AS $$
  SELECT ARRAY(
    SELECT unit.id
    FROM unnest(string_to_array(current_setting('kexie.matters', true), ',')) AS part
    JOIN people_organisation AS unit
      ON CASE WHEN right(part, 1) = '%' THEN unit.path LIKE part ELSE unit.path = part END
    WHERE part <> '')
$$;
CREATE OR REPLACE FUNCTION kexie_case_of_units(wanted uuid, units bigint[]) RETURNS boolean
LANGUAGE sql STABLE COST 1 SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM matters_caseunit AS part
                 WHERE part.case_id = wanted AND part.organisation_id = ANY (units))
$$;
CREATE OR REPLACE FUNCTION kexie_case_is_own(wanted uuid) RETURNS boolean
LANGUAGE sql STABLE COST 1 SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM matters_case AS known
                 WHERE known.id = wanted AND known.applicant_id::text = current_setting('kexie.person', true))
$$;
CREATE OR REPLACE FUNCTION kexie_version_of_units(wanted uuid, units bigint[]) RETURNS boolean
LANGUAGE sql STABLE COST 1 AS $$
  SELECT EXISTS (SELECT 1 FROM matters_matterversion AS version
                 JOIN matters_matter AS matter ON matter.id = version.matter_id
                 WHERE version.id = wanted AND (version.lead_id = ANY (units) OR matter.lead_id = ANY (units)))
$$;
CREATE OR REPLACE FUNCTION kexie_file_is_seen(wanted text) RETURNS boolean LANGUAGE sql STABLE COST 1 AS $$
  SELECT EXISTS (SELECT 1 FROM matters_casepaper AS paper WHERE paper.file_id = wanted)
    OR EXISTS (SELECT 1 FROM matters_draftpaper AS paper WHERE paper.file_id = wanted)
$$;
"""
UNITS = "(SELECT kexie_matters_units())::bigint[]"
#: Asked once for each query, not for each row.
OPEN = "(SELECT current_setting('kexie.beyond', true) = 'on' OR current_setting('kexie.matters', true) = '%')"
BEYOND = "(SELECT current_setting('kexie.beyond', true) = 'on')"
OWN = "kexie_case_is_own(case_id)"


def seen(condition: str, opened: str = OPEN) -> str:
    """Whether a row is seen, or all are."""
    return f"(CASE WHEN {opened} THEN true ELSE nullif({condition}, false) END) IS NOT NULL"


def of_units(column: str = "case_id") -> str:
    """Whether one of the session's units has a part in the case that ``column`` names."""
    return f"kexie_case_of_units({column}, {UNITS})"


def with_case(table: str, own: str = "", unit: str = "") -> Wall:
    """The wall of what belongs to a case: as its units see it, and who has applied where ``own`` says so.

    A row that names one of these units in the column ``unit`` need not be looked for.
    """
    units = f"{unit} = ANY ({UNITS}) OR {of_units()}" if unit else of_units()
    sees = f"{units} OR {own}" if own else units
    return Wall(f"matters_{table}", seen(sees), seen(units))


ITS_ACCOUNTS = "account_id::text = current_setting('kexie.account', true)"
ITS_DRAFTS = "EXISTS (SELECT 1 FROM matters_draft AS known WHERE known.id = draft_id)"
APPLICANT = "applicant_id::text = current_setting('kexie.person', true)"


class Migration(migrations.Migration):
    dependencies = [("matters", "0004_case_order"), ("people", "0007_walls")]

    operations = [
        Wall("matters_case", seen(f"{of_units('id')} OR {APPLICANT}"), seen(of_units("id")), FUNCTIONS),
        with_case("caseunit", OWN, "organisation_id"),
        with_case("casetask", OWN, "unit_id"),
        *(with_case(table, OWN) for table in ("casewait", "casestep")),
        with_case("casenote", f"(kind = 'talk' AND {OWN})"),
        with_case("casepaper", f"(NOT internal AND {OWN})"),
        *(with_case(table) for table in ("caseask", "caselook", "movedcase")),
        Wall("matters_draft", seen(ITS_ACCOUNTS, BEYOND)),
        Wall("matters_draftpaper", seen(ITS_DRAFTS, BEYOND)),
        Wall("matters_move", seen(f"kexie_version_of_units(old_id, {UNITS})")),
        Wall("matters_paperfile", seen("kexie_file_is_seen(sha256)", BEYOND)),
    ]
