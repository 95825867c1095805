"""How such forms are worded: pairs of characters that follow each other in names, targets, goals and remarks.

They are the pairs that at least three texts of a form hold, in the five reports that people have read (tests/gold/reports). A pair
at the end of a line and the beginning of another one says that the text goes on there: two in five such pairs are known
here, and one in fifty of those that two lines make which have nothing to do with each other.
"""

from __future__ import annotations

import re
from operator import add

# How most names of indicators end.
NAMED_SO = re.compile(r"[率数性度额量次]$|(?:时间|周期|时长|情况|成本|面积|长度|里程|机制|影响力?|水平|增长|减排|简报|场次|控制)$")

# A character, then those that follow it.
_FOLLOWED = (
    "一体带是步路 三明角 上海线 不少 与交合成项 专业刊家网项 业中人保创务化发和大孵导工招提数服环的示管者项 中国小心的路 "
    "为全各核科 主体要 举办 事故 二是 于全 云南平 互动联 交流通 产业化品权 人员工总才数来次 亿元 以上及 件产 价值 任务 "
    "企业 众创号满 优势化秀 会公等组议 传服 估完报 位数满认 低于碳 体化建目系联 作与中为交依及完平开有机环用的经网许设达高 使用 "
    "例片 供应强绿舒 依法规 促成进 保养卡各护持测证险障 信公息用规贷 修建 偏差 做好 健全 充分 党建 入库驻 "
    "全产区国市年性球程稳过面 公众共场开环 六安 共享同计 关产单服活项 其中 具有 典型 养及 内容科蒙 准确 出版 分析比 刊出 "
    "划完研 创业中云企共新服氛活路 利用 制度 前孵沿瞻 力度提的 办公 功能 加人大强快 务企体保培完对工平成模水活示站等职能质验 "
    "动与产参及场完开态达 助人力 勤保 包括 化专协发合和器基工建服的科管转载运项 区互城域政环的社科 升服级 华中工 协会作同调 单位 "
    "卡业设 卫生 历年 参与加培观 及对时服相结绩维自 发展布挥放机生 受理 可度持用 台地维资运 号开 各区类项 合作同孵攻格满 "
    "同体创时 名度数 后勤 告应数结 员培满的 和企保创宣应科 咨询 品牌 响力 器国管 团队 园区 围绕 国人内创家平赛际 在上沪线 "
    "地内区及各安清的运零 场所次 均数 型工提数研评 城市 域的相科 培人育训 基地础 境营 增科长 处理 备的维质 外国资 大科赛连 "
    "套设 好孵的科 委信 字化 季度 孵化 宁夏 安全详 完善成 定性运 实施现际 审完计 宣传讲 家企科间 对区接科象 导和师 "
    "小巨微时 少于 就业 层次 展厅及完的知研示科长 履行 工作智程 巨人 市创数科 带一动 常态运 平台均 年度贷 序开 应用 "
    "度健孵总报科 建工开改立设 开发展放通 式国 引导 张江 强化国有长 形成 影响 微信 心孵建相 态化 总体目裁 息化 情况 意度率 "
    "成中全及年效本果率科签达长 我区 战略 房屋 所的 才和 打造 执行 扩大 批复 技交企信创协合小成服术类资金 投入融 护保完 "
    "报名告 招商 持力和续 按季照 据共及安库规 授信 探索 接待 推动广荐进 提供升高 搭建 支出持撑 收合审通 改造 攻关 放式 "
    "政府策 故障 效实履果率管评 数字据量 整体合 新交共创动发合型增工成政疆要资赛项 施单设 无偏线 日常 时完性率间 星修 晓度率 "
    "普活陀 智联能 更多新 替换 有力序效 服务 未发来 本项 术创成转银 机制构 来华 构建 析报 果在的转 标准率 核心 根据 格率 "
    "案例 模块式超 次人 款额 正常 步提 残疾 氛围 水平 沪台港澳 治理 沿线 法依律领 洁卫 活动 流与合活程 测评试 "
    "海中创南及外市科赛 淮海 深入 清华洁 渠道 港澳 源数配 满意足 演活等 澳台 点产 物业 特色 率提 环境 现有项 班参 "
    "理人制工服机模系 用人性户率评 申报 疫情 疾人 百分 的创后安实工推支新服正满科维重高 监督 盖率 目信完实建总服标申的立管评 "
    "相关 督完 知名晓识 研发团究讨项 硬件 确保 碳科转 示范 社会保 秀企 科创委学技普研 租赁 积极 移转 程度满 稳定 究报 "
    "空间 立项 符合 等保各工的相 策宣服知 签约 算法 管理 类社设 精神 系列建统 累计 级改 线上国 组织 织党服 经济费验 结论 "
    "络安 统使保建开性的稳运 绩效 续发 维修护项 综合 绿色 编制 缴纳 网络 置效 考核 者提满 职能 联动合普网 能低力化实源软 "
    "自身 舒适 良好 色低技社 节点能 范区性案 营造项 落地实 蒙古 融产服资 行业保科维 补贴 裁班 西藏 要求素 覆盖 规划定模范 "
    "视频 角区科 计划报 认可定 训活班课通 议系规 许可 论坛能 设备完施项 证孵 评价估审选 识产 详的 课时程 调研 象满 账号 "
    "质量 贵州 贷款 资企源金 赛事区推道 超前过 跟踪 路演 身办 车辆 转化型移项 软件硬 载体 辅助导 达标 过本率程项 运维营行 "
    "进一企度新清港科行 选出 通过 造完良 部门 配套置 采购 重庆点要 量发达 金融 银行 长三效 门有 间的 队创 防控 阶段 陀区 "
    "际创协培应影科需 障基服能部高 集聚 零星 需求 青海 面向 项工目评资 预算 领域 频会 风险 餐饮 驻人 验收 高企层新科质转"
)
PAIRS = frozenset(group[0] + second for group in _FOLLOWED.split() for second in group[1:])


def unheard(text: str, rest: str, seen: frozenset[str]) -> float:
    """What it costs that text goes on so: nothing where the characters around the end of the line follow each other elsewhere too."""
    if text[-1] + rest[0] in PAIRS or text[-2:] + rest[0] in seen or text[-1] + rest[:2] in seen:
        return 0.0
    return 0.2 if text[-1] + rest[0] in seen else 0.4


def runs_of_characters(texts: list[str]) -> frozenset[str]:
    """Pairs and triples of characters that stand in a row."""
    found: set[str] = set()
    for text in set(texts):  # a report prints most of them in each of its forms
        pairs = list(map(add, text, text[1:]))
        found.update(pairs, map(add, pairs, text[2:]))
    return frozenset(found)
