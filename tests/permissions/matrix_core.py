"""Who gets past 404 on the routes of the hall, the office, the staff floor and the API's own pages."""

ROWS: dict[str, frozenset[str] | str] = {
    "home": "everyone",
    "search": "everyone",
    "palette": "everyone",
    "healthz": "public",
    "notices": "everyone",
    "notices_read": "everyone",
    "drafts": "everyone",
    "login": "public",
    "logout": "public",
    "set_language": "public",
    "set_theme": "everyone",
    "styleguide": "everyone",
    "schema": "everyone",
    "api_docs": "everyone",
    "api-token:issue": "public",
    "api-token:revoke": "everyone",
    "api-user-list": "everyone",
    "api-user-detail": "everyone",
}
