"""The pictures of the gallery: each page and main state, how to get there, and a sentence on it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import Page

from app.seed.records import demo_id
from app.testing.clients import JsonObject
from app.testing.improvement_story import improving, reporting
from app.testing.screens import open_incident

WIDE = (1920, 1080)
LAPTOP = (1366, 768)
PHONE = (390, 844)
ULTRA_WIDE = (3440, 1080)
TESTED_WITHIN_MS = 180_000

Act = Callable[[Page, JsonObject], None]
"""What is done on the page before the picture: it is handed the incident of the story."""


def nothing(_page: Page, _incident: JsonObject) -> None:
    """The page as it opens."""


def tab(name: str) -> Act:
    """A tab of the incident."""

    def act(page: Page, incident: JsonObject) -> None:
        open_incident(page, incident, name)

    return act


def key(name: str, shows: str) -> Act:
    """A key of the command screen, and what it opens."""

    def act(page: Page, _incident: JsonObject) -> None:
        page.keyboard.press(name)
        page.wait_for_selector(shows)

    return act


def typed(text: str) -> Act:
    """What is typed into the command line."""

    def act(page: Page, _incident: JsonObject) -> None:
        page.keyboard.press("Control+k")
        page.keyboard.type(text)

    return act


def press(hook: str, shows: str | None = None) -> Act:
    """A control of the page, and what it opens."""

    def act(page: Page, _incident: JsonObject) -> None:
        page.locator(f"[data-test={hook}]").first.click()
        if shows:
            page.wait_for_selector(shows)

    return act


def tested(page: Page, _incident: JsonObject) -> None:
    """All plans tested, and the first gap opened."""
    if not page.locator("[data-test=readiness-sentence]").count():
        page.locator("[data-test=readiness-start]").first.click()
        page.wait_for_selector("[data-test=readiness-sentence]", timeout=TESTED_WITHIN_MS)
    page.locator(".cell.some, .cell.bad").first.click()
    page.wait_for_selector("[data-test=readiness-case]")


def rewound(page: Page, _incident: JsonObject) -> None:
    """A few events before the end."""
    page.wait_for_selector("[data-test=replay-controls]")
    page.locator("body").press("End")
    for _ in range(3):
        page.locator("[data-test=mark-back]").click()


def opened_criterion(page: Page, _incident: JsonObject) -> None:
    """The first line of the sheet is open."""
    page.locator("[data-test='criterion-objective:0'] .head").click()
    page.wait_for_selector("[data-test=sheet-save]")


@dataclass(frozen=True)
class Shot:
    """One picture: its name, what it says in two languages, and how it is taken."""

    name: str
    chinese: str
    english: str
    path: str = "/"
    act: Act = nothing
    size: tuple[int, int] = LAPTOP
    who: str | None = "duty"
    theme: str = "light"
    language: str = "zh-CN"
    only: str | None = None
    """The part of the page that is shown, where it is not all of it."""
    exercise: bool = False
    inside: bool = False
    """A page of the exercise that is under way, not of the live world."""
    trouble: str | None = None
    """``empty``, ``slow`` or ``broken``: how the service answers this page."""
    touring: bool = field(default=False)
    """Somebody who is here for the first time."""


def _page(name: str, chinese: str, english: str, **how: object) -> Shot:
    return Shot(name, chinese, english, path=f"/{name}", **how)  # type: ignore[arg-type]


COMMAND = (
    Shot(
        "command-screen",
        "值班主画面：事件、地图、处置并列，方案写明派谁、多久到、已证明多好。",
        "The watch's screen: incidents, map and work; who is sent, how soon, how good.",
        act=tab("proposal"),
        size=WIDE,
    ),
    Shot(
        "command-screen-dark",
        "夜间配色：凌晨三点不刺眼，颜色之外还有形状和文字。",
        "By night: easy on the eyes at three in the morning; shapes and words beside colours.",
        act=tab("proposal"),
        size=WIDE,
        theme="dark",
    ),
    Shot(
        "command-english",
        "英文界面，内容一致。",
        "The same screen in English.",
        act=tab("proposal"),
        size=WIDE,
        language="en",
    ),
    Shot(
        "command-laptop",
        "1366×768 的旧笔记本上也够用。",
        "It fits an old laptop of 1366×768.",
        act=tab("facts"),
    ),
    Shot(
        "command-phone",
        "手机上一次看一栏，底部切换。",
        "On a phone one column at a time, changed at the foot.",
        size=PHONE,
    ),
    Shot(
        "proposal",
        "联合方案：逐条理由、次优选择、缺口和补法。",
        "The joint proposal: reasons, next-best choices, shortfalls and their fixes.",
        act=key("p", "[data-test=panel]"),
        only="[data-test=panel]",
        size=WIDE,
    ),
    Shot(
        "report",
        "接报：按 N，写清什么事、在哪里、伤亡多少。",
        "Taking a report: press N; what, where, who is hurt.",
        act=key("n", "[data-test=report-form]"),
    ),
    Shot(
        "hazards",
        "危险区按物质、风向自动测算，列出其中的人和设施。",
        "Danger areas from substance and wind, with what lies inside.",
        act=tab("hazards"),
        theme="dark",
    ),
    Shot(
        "needs",
        "需求逐条显示要多少、方案给多少、已派多少、到场多少。",
        "Needs: asked, proposed, ordered and on scene.",
        act=tab("needs"),
    ),
    Shot(
        "orders",
        "指令跟踪：没确认、没出发、没到场的排在前面。",
        "Orders: not acknowledged, not departed, not arrived come first.",
        act=key("o", "[data-test=panel]"),
    ),
    Shot(
        "closures",
        "封路：画、标、导入，先看影响再生效。",
        "Closures: drawn, marked or imported; their impact is seen first.",
        act=key("c", "[data-test=panel]"),
    ),
    Shot(
        "command-line",
        "命令行：输入“派 消防1 → 3号”这样的话，边输边补全。",
        "The command line: say what to do; it completes as one types.",
        act=typed("派 江岸"),
    ),
    Shot(
        "keys",
        "按 ? 列出全部命令和按键，可查找、打印。",
        "? lists all commands and keys, to search and to print.",
        act=key("?", "[data-test=help]"),
    ),
    Shot(
        "log",
        "值班日志：发生过的每件事，谁、何时。",
        "The log: all that happened, who and when.",
        act=tab("log"),
    ),
)

PAGES = (
    _page(
        "brief", "领导视图：一件事一句话，请您决定什么。", "For leaders: one sentence a decision."
    ),
    Shot(
        "desk",
        "任一栏可移到另一块屏幕，单独一个窗口。",
        "Any pane moves to another monitor, in a window of its own.",
        path="/desk/map",
        theme="dark",
    ),
    _page("resources", "队伍、物资库、医院和专家。", "Teams, depots, hospitals and experts."),
    _page("stock", "物资批次像表格一样查改。", "Lots as a spreadsheet."),
    _page("coverage", "多少地方能及时等到力量。", "How much of the city help reaches in time."),
    _page(
        "aid",
        "跨区支援的请求与协议。",
        "Mutual aid: requests and agreements.",
        act=press("aid-request"),
    ),
    _page("plans", "全部预案，超期的在前。", "All plans, overdue ones first."),
    Shot(
        "plan",
        "一个预案：正文、办理过程、修订、对比和处置卡。",
        "One plan: text, steps, revision, differences, cards.",
        path=f"/plans/{demo_id('plan', 'WH-YA-01')}",
    ),
    Shot(
        "run-cards",
        "响应卡：表格编辑、按样例试算。",
        "Run cards: written in tables, tried on a sample.",
        path="/run-cards",
        act=press("run-trial", "[data-test=trial-need]"),
    ),
    _page("tasks", "任务板：超时在前，按先后次序。", "The task board: overdue first, in order."),
    _page(
        "readiness",
        "预案就绪度：每项预案今天在各区能用到哪一级，缺什么，先做什么。",
        "Readiness: up to which level each plan holds today, what is missing, what to do first.",
        act=tested,
    ),
    _page("survey", "应急资源调查报告。", "The survey of emergency resources."),
    _page(
        "exercises",
        "演练：从模板新建、开始、对比，何时该再演。",
        "Exercises: from a template, side by side, and what is due.",
        who="commander",
    ),
    _page(
        "director",
        "导调台：演练时钟、导调信息的进程、谁已阅、谁在做什么。",
        "The director's console: clock, course of injects, who read and who does what.",
        who="commander",
        inside=True,
    ),
    Shot(
        "player",
        "参演：导调信息随到随读，在同一画面上处置。",
        "Playing: what is told is read at once, and dealt with on the very same screen.",
        act=press("told-open", "[data-test=told-pane]"),
        inside=True,
    ),
    _page(
        "observer",
        "评估表：手机上按目标、预期行动和法定方面评定，可拍照，断网也能记。",
        "The observer's sheet on a phone: rated line by line, with photos, with or without a net.",
        who="planner",
        inside=True,
        size=PHONE,
        act=opened_criterion,
    ),
    Shot(
        "score",
        "评分：时限、决策、目标逐项对照，写明依据的是哪些记录。",
        "The score: times, decisions and objectives, and the records they rest on.",
        path="/exercises",
        who="commander",
        act=press("to-score", "main h2"),
    ),
    _page(
        "improvements",
        "整改：发现的问题、整改任务、期限和由此提出的预案修订。",
        "Improvement: findings, tasks, due days, and the revisions of plans they ask for.",
        who="commander",
        act=improving,
    ),
    _page(
        "evaluation-reports",
        "评估报告：演练评估和处置评估，逐节可改，导出 Word、PDF。",
        "Evaluation reports of drills and of real incidents, edited by section, as Word and PDF.",
        who="commander",
        act=reporting,
    ),
    _page(
        "replay",
        "复盘：拖到任一秒，看板、地图、记录就是那一秒的画面。",
        "Replay: board, map and log as they were in any second.",
        act=rewound,
    ),
    _page("requisitions", "依法征用与补偿。", "Requisition and compensation."),
    _page("labels", "箱子、货架的二维码标签。", "QR labels for boxes and shelves."),
    _page("roads", "路网、速度和行车时间的依据。", "Roads, speeds, and what drive times rest on."),
    _page("places", "离线地名和里程桩。", "Place names and milestones, offline."),
    _page("policies", "求解时孰先孰后。", "What comes first when solving."),
    _page("alarms", "告警的经过与时限。", "Alarms and their limits."),
    _page("history", "全部记录，只增不改。", "Records: added to, never changed.", theme="dark"),
    _page("tokens", "给其他系统的接口密钥。", "Keys for other systems."),
    _page("sign-in", "登录。", "Signing in.", who=None),
    _page("wall", "大屏：八米外看得清。", "The wall, read from eight metres.", size=WIDE),
    Shot(
        "wall-ultra-wide",
        "超宽拼接屏。",
        "The wall on an ultra-wide screen.",
        path="/wall",
        size=ULTRA_WIDE,
    ),
)

HANDS = (
    Shot(
        "field",
        "队长手机：一张指令，大按钮。",
        "The team leader's phone: one order, big buttons.",
        path="/field",
        who="leader-hazmat2",
        size=PHONE,
    ),
    Shot(
        "field-dark",
        "夜间的队长手机。",
        "The same by night.",
        path="/field",
        who="leader-hazmat2",
        size=PHONE,
        theme="dark",
    ),
    Shot(
        "scan",
        "手机扫码交接物资。",
        "Goods handed over by scanning.",
        path="/scan",
        who="clerk-hongshan",
        size=PHONE,
    ),
)

STATES = (
    Shot(
        "help",
        "每一页按 F1：做什么、常用三件事、名词解释。",
        "F1 on every page: what it is for, three things people do, words explained.",
        path="/coverage",
        act=key("F1", "[data-test=page-help]"),
    ),
    Shot(
        "tour",
        "第一次使用的导览，只问一次。",
        "The tour for newcomers, offered once.",
        act=press("tour-yes", "[data-test=tour-step]"),
        touring=True,
    ),
    Shot(
        "exercise",
        "演练环境：上下横条、边框、标题和图标都写明，不会认错。",
        "An exercise: bands, frame, title and icon say so.",
        act=tab("proposal"),
        exercise=True,
    ),
    Shot(
        "empty",
        "还没有数据时写明下一步做什么。",
        "Where there is nothing yet, the next step is said.",
        path="/",
        trouble="empty",
    ),
    Shot(
        "broken",
        "服务出错时说明原因，可以重试。",
        "When the service fails, the reason and a way to try again.",
        path="/requisitions",
        trouble="broken",
    ),
)

SHOTS = (*COMMAND, *PAGES, *HANDS, *STATES)
