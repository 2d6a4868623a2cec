"""The courses of a new installation: what file 003 asks sales and service staff to know."""

# Chinese and English name, pass mark. Every course is repeated once a year (003:4.2.1).
COURSES = (
    ("产品知识与安全", "Product knowledge and safety", 80),
    ("投诉与异议处理", "Handling complaints", 80),
    ("个人信息保护", "Protecting personal data", 80),
    ("服务与沟通礼仪", "Service manners and communication", 80),
)
ROLES = ("rep", "service", "manager")
