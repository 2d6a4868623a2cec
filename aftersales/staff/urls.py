"""Addresses of sign-in, one's own settings, people and places."""

from django.urls import path

from . import views, views_account, views_people, views_stand_ins

urlpatterns = [
    path("sign-in/", views.login, name="login"),
    path("sign-out/", views.logout, name="logout"),
    path("forgotten/", views_account.forgotten, name="password_forgotten"),
    path("password/<str:token>/", views_account.password_link, name="password_link"),
    path("language/", views.set_language, name="set_language"),
    path("theme/", views.set_theme, name="set_theme"),
    path("me/", views_account.account, name="account"),
    path("me/password/", views_account.password, name="password"),
    path("me/sign-out/", views_account.sign_out_all, name="sign_out_everywhere"),
    path("me/sessions/<int:pk>/end/", views_account.session_end, name="session_end"),
    path("me/tokens/<int:pk>/revoke/", views_account.token_revoke, name="token_revoke"),
    path("me/stand-ins/", views_stand_ins.stand_ins, name="stand_ins"),
    path("me/stand-ins/new/", views_stand_ins.stand_in_new, name="stand_in_new"),
    path("me/stand-ins/<int:pk>/end/", views_stand_ins.stand_in_end, name="stand_in_end"),
    path("setup/users/", views_people.users, name="users"),
    path("setup/users/new/", views_people.user_new, name="user_new"),
    path("setup/users/<int:pk>/", views_people.user, name="user"),
    path("setup/users/<int:pk>/<slug:name>/", views_people.user_step, name="user_step"),
    path("setup/places/", views_people.place_list, name="places"),
    path("setup/places/<slug:kind>/", views_people.place_list, name="places_of"),
    path("setup/places/<slug:kind>/new/", views_people.place_new, name="place_new"),
    path("setup/places/<slug:kind>/<int:pk>/", views_people.place_edit, name="place"),
]
