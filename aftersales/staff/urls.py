"""URLs of sign-in, the user's own settings, users and places."""

from django.urls import path

from .views import account, appearance, people, stand_ins

urlpatterns = [
    path("sign-in/", appearance.login, name="login"),
    path("sign-out/", appearance.logout, name="logout"),
    path("forgotten/", account.forgotten, name="password_forgotten"),
    path("password/<str:token>/", account.password_link, name="password_link"),
    path("language/", appearance.set_language, name="set_language"),
    path("theme/", appearance.set_theme, name="set_theme"),
    path("columns/<slug:name>/", appearance.list_columns, name="list_columns"),
    path("me/", account.account, name="account"),
    path("me/password/", account.password, name="password"),
    path("me/sign-out/", account.sign_out_all, name="sign_out_everywhere"),
    path("me/sessions/<int:pk>/end/", account.session_end, name="session_end"),
    path("me/tokens/<int:pk>/revoke/", account.token_revoke, name="token_revoke"),
    path("me/stand-ins/", stand_ins.stand_ins, name="stand_ins"),
    path("me/stand-ins/new/", stand_ins.stand_in_new, name="stand_in_new"),
    path("me/stand-ins/<int:pk>/end/", stand_ins.stand_in_end, name="stand_in_end"),
    path("settings/users/", people.users, name="users"),
    path("settings/users/new/", people.user_new, name="user_new"),
    path("settings/users/<int:pk>/", people.user, name="user"),
    path("settings/users/<int:pk>/<slug:name>/", people.user_step, name="user_step"),
    path("settings/places/", people.place_list, name="places"),
    path("settings/places/<slug:kind>/", people.place_list, name="places_of"),
    path("settings/places/<slug:kind>/new/", people.place_new, name="place_new"),
    path("settings/places/<slug:kind>/<int:pk>/", people.place_edit, name="place"),
]
