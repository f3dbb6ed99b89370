"""The addresses of the API: what every package lets be read, gathered at the top."""

from django.contrib.auth.decorators import login_required
from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import SimpleRouter

from audits.rounds.api import FileAudits
from boroughs.asks.api import Asks
from boroughs.posts.api import Posts
from boroughs.programme.api import Boroughs
from config.site.api.views import Missing
from hub.events.api import Events

router = SimpleRouter(use_regex_path=False)
router.register("boroughs", Boroughs, basename="api-borough")
router.register("posts", Posts, basename="api-post")
router.register("file-audits", FileAudits, basename="api-file-audit")
router.register("asks", Asks, basename="api-ask")
router.register("events", Events, basename="api-event")

docs = SpectacularSwaggerSplitView.as_view(url_name="api-schema", template_name="site/api/docs.html")

urlpatterns = [
    path("v1/", include(router.urls)),
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("docs/", login_required(docs), name="api-docs"),
    re_path(r"^", Missing.as_view(), name="api-missing"),
]
