"""What happens to an agreement."""

from typing import Literal

from core.outbox import Happening
from resources.schemas_sharing import Agreement


class AgreementDrafted(Happening):
    """An agreement was drafted."""

    kind: Literal["agreement.drafted"] = "agreement.drafted"
    agreement: Agreement


class AgreementSigned(Happening):
    """One side signed an agreement."""

    kind: Literal["agreement.signed"] = "agreement.signed"
    agreement: Agreement


class AgreementEnded(Happening):
    """An agreement ended before its time."""

    kind: Literal["agreement.ended"] = "agreement.ended"
    agreement: Agreement


AgreementHappening = AgreementDrafted | AgreementSigned | AgreementEnded
