"""Structure without words or names, for research: the researcher's way to the store.

Each extract has pseudonyms of its own, so that two extracts cannot be laid side by side
and none can be laid beside the store. Group figures made of it leave through
`riskkit.disclosure` only.
"""

import hmac
import secrets
from hashlib import sha256

from sqlalchemy import select

from riskkit.casework.access import Access
from riskkit.casework.policy import Action
from riskkit.errors import Fault, ParameterError
from riskkit.records.dossier import KINDS
from riskkit.records.dossier_tables import DOSSIER_TABLES

Row = dict[str, str | int | None]


def extract_structure(access: Access, kind: str) -> tuple[Row, ...]:
    """Return dates, kinds and outcomes of every entry of one kind, with pseudonyms of this extract.

    Raises
    ------
    ParameterError
        There is no such kind.
    AccessRefused
        The role does not allow it.
    """
    if kind not in KINDS:
        raise ParameterError(Fault("kind", "is not known", ", ".join(KINDS)))
    table, key = DOSSIER_TABLES[kind], secrets.token_bytes(32)
    with access.permitted(Action.EXTRACT, subject=kind) as turn:
        columns = [table.c[name] for name in KINDS[kind].STRUCTURE]
        rows = turn.connection.execute(select(table.c.person, table.c.version, *columns)).mappings().all()
        turn.subject = f"{kind}, {len(rows)} rows"
    extracted: list[Row] = []
    for row in rows:
        pseudonym = hmac.new(key, str(row["person"]).encode(), sha256).hexdigest()[:16]
        extracted.append({**dict(row), "person": pseudonym})
    return tuple(sorted(extracted, key=lambda each: (str(each["person"]), str(each["version"]))))
