"""What a new campaign starts with."""

# The legal bases offered when a campaign is prepared. Sample texts: the company's counsel confirms which one applies.
LEGAL_BASES = (
    "《消费品召回管理暂行规定》（市场监管总局令第 19 号）",
    "《中华人民共和国消费者权益保护法》第十九条",
    "《中华人民共和国产品质量法》第四十六条",
    "《缺陷汽车产品召回管理条例》",
    "《医疗器械召回管理办法》",
    "《特种设备安全法》第二十六条",
)

CHECK_SHARE = 10  # percent of those told or remedied who get a check call
CHECK_LEAST = 20  # check calls at least, or everybody if there are fewer
GOAL = 90  # percent of the checked who must know and have stopped or been remedied
ATTEMPTS_NEEDED = 3  # before a customer counts as unreachable
CHANNELS_NEEDED = 2  # by which these attempts must have been made
