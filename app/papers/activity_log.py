"""The activity log after ICS 214: what was done on an incident, in order."""

from app.documents.description import Document, Facts, Signatures
from app.papers.parts import course, paper, table
from app.papers.schemas import IncidentFile
from app.papers.words import STATES, Speaker


def activity_log(file: IncidentFile, say: Speaker) -> Document:
    """Return every recorded moment of an incident with the remarks of the duty log."""
    lines = course(file, say)
    incident, setting = file.incident, file.setting
    rows = [
        [str(position), say.at(line.at), line.what, line.by or say("系统记录", "on record")]
        for position, line in enumerate(lines, 1)
    ]
    columns = (
        (("序号", "No."), 0.5),
        (("时间", "Time"), 1.6),
        (("活动", "Activity"), 5.5),
        (("记录人", "By"), 1.5),
    )
    return paper(
        setting,
        say,
        subject="activity-log",
        title=say("大事记（参照 ICS 214）", "Activity log (after ICS 214)"),
        number=incident.number,
        blocks=[
            Facts(
                [
                    (say("事件", "Incident"), incident.title),
                    (say("状态", "State"), say.coded(STATES, incident.state)),
                    (say("起", "From"), say.at(lines[0].at if lines else None)),
                    (say("止", "To"), say.at(setting.at)),
                ]
            ),
            table(say, columns, rows),
            Signatures([say("记录人", "Prepared by"), say("审核", "Reviewed by")]),
        ],
    )
